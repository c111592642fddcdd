invalid-limit = 制限時間はオフにするか、{ $min }～{ $max } ミリ秒にしてください（入力値：{ $limit } ミリ秒）。
invalid-connection-limit = 接続の制限時間は { $min }～{ $max } ミリ秒にしてください（入力値：{ $limit } ミリ秒）。
invalid-port = ポートは 1～65535 の数字にしてください。
invalid-address = { $address } にはほかのコンピューターからも接続できてしまいます。このバージョンは、このコンピューター（127.0.0.1 など）だけで待ち受けます。
invalid-server-name = サーバーには 1～{ $most } 文字の名前が必要です。
invalid-program-name = プログラムの名前は空にできません。
invalid-exempt-origin = 「{ $origin }」はウェブページのアドレスではないため、制限時間から除外できません。
invalid-origin = 「{ $origin }」はウェブページのアドレスではありません。https://player.example のように、後ろに何も付けずに入力してください。
invalid-nameless-origin = どのファイルやアプリも「{ $origin }」と名乗れるため、常に許可することはできません。毎回確認します。
invalid-host = 「{ $host }」はコンピューターの名前ではありません。toys.example のように、ポートを付けずに入力してください。
invalid-device-port = トイ用のポートは 1～65535 の数字で、プログラム用のポートとは別にしてください。
invalid-always-told = 停止の失敗、まだ動いている可能性のあるトイ、保存できなかった内容は、常にお知らせします。
invalid-zoom = ウィンドウの表示倍率は { $min }～{ $max }% にしてください（入力値：{ $percent }%）。
invalid-stop-key = 「{ $key }」はすべてを停止するキーにできません。
invalid-toy-twice = 画面上の 2 つのトイに、同じ番号 { $number } は使えません。
invalid-toy-number = 画面上のトイに番号 { $number } は使えません。最大は { $most } です。

refused-toy-name = トイの名前は、改行なしで { $most } 文字までです。
refused-toy-limit = 上限は 0～100% にしてください。
refused-toy-range = 範囲の下限は、上限以下にしてください。
refused-no-position = 下限の設定と反転ができるのは、位置の出力だけです。
refused-message-gap = 書き込みの間隔は最大 { $most } ミリ秒です。
refused-not-saved =
    { $file ->
        [settings] 設定を保存できなかったため、何も変更されていません：{ $error }。
       *[toys] トイの一覧を保存できなかったため、何も変更されていません：{ $error }。
    }
refused-partly-saved =
    { $file ->
        [settings] 制限は今すぐ有効ですが、Vigil を閉じると失われます。設定を保存できなかったため、ほかは変更されていません：{ $error }。
       *[toys] 制限は今すぐ有効ですが、Vigil を閉じると失われます。トイの一覧を保存できなかったため、ほかは変更されていません：{ $error }。
    }
refused-toy-gone = このトイは見つかりません。
refused-toy-gone-already = このトイはすでにありません。
refused-toy-unknown = このトイは登録されていません。
refused-no-output = このトイではその操作はできません。
refused-toy-not-connected = このトイは接続されていません。
refused-toy-not-near = このトイはもう近くにありません。もう一度探してください。
refused-program-gone = このプログラムはすでに接続されていません。
refused-alert-gone = このアラートはすでにありません。
refused-server-off = サーバーがオフの間、ウェブページは接続できません。
refused-drill-server-off = 停止テストにはサーバーが必要です。先にオンにしてください。
refused-drill-not-watched = Ping の制限時間がオフです。停止するまでの時間を選んでから試してください。
refused-drill-toy-moves = このトイは現在動いています。停止しているときに停止テストを始めてください。
refused-drill-nothing-runs = このトイにはひとりでに動き続ける部分がないため、停止テストでは何も確かめられません。
refused-drill-runs = 停止テストはすでに実行中です。
refused-page-nameless = どのウェブページなのかを名乗っていないため、常に許可することはできません。
refused-page-left = すでに接続をやめています。もう一度開始し、確認が表示されたらすぐに回答してください。
refused-too-many-pages = すでに { $most } 件のページが許可されていて、これ以上追加できません。先に 1 件削除してください。
refused-held = すべて停止しています。先にプログラムの再開を許可してください。
refused-toy-held = このトイはあなたが停止しました。先に動作を許可してください。
refused-device = このトイではその操作はできません：{ $problem }。
refused-shutting-down = Vigil を終了しています。

import-no-file = Intiface Central のトイの一覧が見つかりません。ファイルの場所を指定してください。
import-unreadable = 何も取り込まれませんでした。{ $path } を読み取れません：{ $problem }。
import-not-understood = { $path } からは何も取り込まれませんでした：{ $problem }。

export-not-written = アラートを { $path } に保存できませんでした：{ $problem }。

log-not-saved = ログを { $path } に保存できませんでした：{ $problem }
log-not-shown = このシステムではフォルダーを表示できません。ファイルは { $folder } にあります。

autostart-not-here = このシステムでは、ログイン時に Vigil を起動できません。
autostart-not-written = { $file } に書き込めませんでした：{ $problem }
autostart-unspeakable = Vigil のプログラムの場所をデスクトップに登録できません：{ $program }
