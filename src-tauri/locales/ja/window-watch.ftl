### 見守り：接続しているプログラムと、その見守り方。

watch = 見守りの設定
watch-limit = プログラムの応答がこの時間ないと、すべて停止
watch-programs = プログラム
watch-more-cut-off = ほか { $count } 件のプログラムが切断されました。{ $link }

server-connect = プログラムの接続を許可
server-switch-off = オフにする
server-cannot-connect = プログラムが接続できません。
server-tries-again = ポートが空いたかどうかを数秒ごとに確認し、空いたら使います。
server-other-port = ポート { $port } を使う場合は、プログラムに新しいアドレス ws://127.0.0.1:{ $port } を設定してください。ほとんどのプログラムは 12345 を想定しています。
server-use-port = 代わりにポート { $port } を使う

no-program-yet = プログラムなし
server-off = オフ
no-program = 接続中のプログラムはありません
no-program-sentence = ゲームやプレーヤー、スクリプトを起動してください。サーバー（Intiface や Buttplug と呼ばれることもあります）を聞かれたら、このアドレスを入力します。
copy-the-address = アドレスをコピー
copy-address = アドレスをコピー
no-program-off = プログラムは接続できません
no-program-off-sentence = サーバーがオフです。オンにしてから、ゲームを起動してください。
turn-on = オンにする

watch-off = 見守りはオフです
watch-off-title = 見守りはオフです。
watch-off-sentence = 接続だけを見守っています。ゲームがフリーズしても接続は残るため、トイは動き続けてしまいます。
watch-off-cannot-ping = Ping を送らないプログラムもあります。制限時間を設けるとそのたびに切断されますが、接続だけを見守るように切り替えられます。
watch-off-use = { $limit }で見守る

dismiss-returned = { $name } の切断を確認済みにする
program-from = { $address } から
program-meta = { $from }・プロトコル { $protocol }・接続時間 { $time }
pings-awaited = 最初の Ping を待っています
pings-never = Ping を送りません
pings-received =
    { $count ->
       *[other] 受信 { $count } 回
    }
pings-every =
    { $count ->
       *[other] Ping 間隔 { $gap }・受信 { $count } 回
    }
moves-nothing = 今は何も動かしていません
moves-toys = { $toys } を動かしています
refused-one = メッセージ 1 件を拒否：{ $last }
refused-many = メッセージ { $count } 件を拒否、最後は：{ $last }
held-to-limit = { $limit }応答がないと停止します。
held-off = Ping の制限時間がオフです。接続だけを見守り、{ $limit }応答がないと停止します。プログラムのフリーズには気づけないことがあります。
held-exempt = Ping の制限時間から除外されています。接続だけを見守り、{ $limit }応答がないと停止します。プログラムのフリーズには気づけないことがあります。
held-never-pinged = 一度も Ping を送っていません。接続だけを見守り、{ $limit }応答がないと停止します。プログラムのフリーズには気づけないことがあります。
held-pings-rarely = Ping の回数が少なく、制限時間を適用できません。接続だけを見守り、{ $limit }応答がないと停止します。プログラムのフリーズには気づけないことがあります。
held-later = 新しい設定は、次に接続したときから適用されます。

disconnect-asks = { $name } は { $toys } を動かしています。切断すると動きは止まります。プログラムは再接続することがあります。
disconnect-asks-paused = { $name } は少し前までトイを動かしていました。切断すると動きは止まります。プログラムは再接続することがあります。
switch-off-nobody = 接続中のプログラムはもうありません。
switch-off-one = { $name } が接続中です。切断され、動かしているトイは止まります。
switch-off-one-moves = { $name } が接続中で、{ $toys } を動かしています。切断され、動かしているトイは止まります。
switch-off-many = { $count } 件のプログラムが接続中です。切断され、動かしているトイは止まります。
switch-off-many-move = { $count } 件のプログラムが接続中で、{ $toys } を動かしています。切断され、動かしているトイは止まります。

stopped = 停止
a-program = プログラム
cut-off-at = 時刻：{ $time }
cut-off-times = { $count } 回切断、最後は { $time }
watch-only-connection = 接続だけを見守る
dismiss = 確認済みにする
dismiss-program = { $name } を確認済みにする
dismiss-this-program = このプログラムを確認済みにする
returned = { $time } に切断されました
returned-times = { $count } 回切断されました（最後は { $time }）
doubt-unconfirmed = { $names } の停止を確認できませんでした。まだ動いている場合は、手でスイッチを切ってください。
doubt-untold = { $names } は位置がわからないため、指示を送れませんでした。動いている場合は、手でスイッチを切ってください。

last-alert-none = アラートはまだありません。
last-alert = 最後のアラート { $time }
last-alert-unread = 最後のアラート { $time }・未読

drill = { -fire-drill }
drill-moves = テスト用プログラムが { $toy } を少し動かしています…
drill-silent = テスト用プログラムは応答をやめました。{ $limit }以内に { -vigil } が { $toy } を止め、接続を切ります。
drill-sentence = テスト用プログラムがトイを 20% で動かし、ゲームがフリーズしたときのように応答しなくなります。{ -vigil } が止めることを、目と体で確かめられます。
drill-stop = テストを中止
drill-toy = テストに使うトイ
drill-start = テストを開始
drill-start-with = { $toy } で開始
drill-last = 最後のテスト { $time }：
drill-not-held = すべて停止中です。先にトイが動けるようにしてください。
drill-not-off = サーバーが必要ですが、オフになっています。
drill-not-limit = 停止するまでの時間を上で選んでから、ここで試してください。
drill-not-moved = トイは今動いています。どれかが止まってから開始してください。
drill-not-toys = トイが必要です。本物でも、画面上のトイでもかまいません。
go-to-toys = 「{ -toys }」へ
