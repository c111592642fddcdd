### どの画面にも共通するもの：ヘッダー、ナビゲーション、確認の帯、通知、ヘルプ。

skip-to-place = 本文へ移動
window-starting = 少々お待ちください
window-starting-sentence = { -vigil } を起動しています。
window-unreachable = ウィンドウが { -vigil } 本体に接続できません
window-retry = 再試行
place-failed = この画面を表示できませんでした
place-failed-sentence = { -vigil } は見守りを続けています。「{ -stop-everything }」も使えます。ほかの画面は表示できるかもしれません。
try-again = もう一度試す
window-failed = { -vigil } のウィンドウで問題が発生しました
window-failed-sentence = 見守りはウィンドウとは別に動いており、続いています。「{ -stop-everything }」も使えます。
window-show-again = ウィンドウをもう一度表示
all-stopped-now = すべて停止しました。プログラムは接続されたままですが、何も動かせません。
failed-unknown = うまくいきませんでした。原因は { -vigil } にもわかりません。ログに手がかりがあるかもしれません。
failed-detail = うまくいきませんでした。ログに手がかりがあるかもしれません。（{ $detail }）

stop-everything = { -stop-everything }
stop-everything-keys = { -stop-everything }（{ $keys }）
copy-this-address = アドレス { $address } をコピー
status-off = オフ
status-failed = 停止しています
status-watching = 見守り中
status-no-limit = 制限時間なし
status-no-limit-title = 接続だけを見守っています。プログラムがフリーズしても気づけません。
status-some = { $all } 件中 { $watched } 件を見守り中
status-some-title = 次のプログラムは接続だけを見守っています：{ $names }

places = 画面
place-watch = { -watch }
place-toys = { -toys }
place-alerts = { -alerts }
place-settings = { -settings }
place-log = { -log }
toy-count = トイ { $count } 台
not-read-count = 未読 { $count } 件

asking-pages = 許可を求めているウェブページ
asking-file = このコンピューター上のファイルかアプリが、トイを動かそうとしています。名乗っている名前は { $origin } です。
asking-file-careful = ご注意ください。どのファイルやアプリも、ウェブページに隠れたフレームも、この名前を名乗れます。ご自分で今開いたものである場合だけ許可してください。次回もまた確認します。
asking-page = ウェブページ { $origin } が、トイを動かそうとしています。
asking-page-careful = よく知っていて信頼できるページだけを許可してください。
asking-waits = あと { $time } 待っています。
asking-answer = { $origin } への回答
asking-file-once = 今回だけ許可
asking-page-once = 一度だけ許可
asking-always = 常に許可
asking-turn-away = 断る
asking-never = 今後も拒否
asking-file-never-title = { $origin } と名乗るものは、今後確認なしに拒否されます。設定で変更できます。
asking-page-never-title = 今後は確認なしに拒否されます。設定で変更できます。
asking-more = ほか { $count } 件のウェブページが許可を求めています。
asking-turn-all-away = { $count } 件すべて断る

close-question = ウィンドウを閉じる前に
close-question-title = ウィンドウなしで見守りを続けますか？
close-question-sentence = プログラムは接続されたままで、トレイのアイコンからウィンドウに戻れます。すべてのトイを止めて終了することもできます。選んだ内容は記憶され、設定で変更できます。
close-keep = 見守りを続ける
close-quit = 停止して終了
close-stay = 開いたままにする
quit-question = { -vigil } を終了する前に
quit-vigil = { -vigil } を終了
quit = 終了
quit-stay = 終了しない

held = すべて停止しています
held-title = すべて停止しています。
held-sentence = プログラムは接続されたままですが、何も動かせません。
held-release = プログラムがトイを動かせるようにする
held-release-looked = 確認しました。再開する
stopped-from-window = このウィンドウで停止しました。
stopped-from-notification = 通知から停止しました。
stopped-from-tray = トレイから停止しました。
stopped-from-stop-key = 停止キーで停止しました。
stopped-from-command = vigil --stop で停止しました。
stopped-from-window-at = このウィンドウで停止しました（{ $time }）。
stopped-from-notification-at = 通知から停止しました（{ $time }）。
stopped-from-tray-at = トレイから停止しました（{ $time }）。
stopped-from-stop-key-at = 停止キーで停止しました（{ $time }）。
stopped-from-command-at = vigil --stop で停止しました（{ $time }）。
stopped-at = 停止しました（{ $time }）。

messages = お知らせ
close-message = このお知らせを閉じる
see-all-alerts = すべてのアラートを見る
what-happened = 何が起きたか
news-alerts = 新しいアラートが { $count } 件あります。
news-one-program = { $name } が { $count } 回切断されました。
news-some-program = プログラムが { $count } 回切断されました。
news-went-away = { $count } 件のプログラムがいなくなりました。
news-went-silent = { $count } 件のプログラムが応答しなくなりました。
news-cut-off = { $count } 件のプログラムが切断されました。

waiting-toys = 新しいトイ
waiting-searching =
    { $count ->
       *[other] { $names } がトイを探しています。
    }
waiting-question =
    { $count ->
       *[other] 新しいトイが見つかりました。あなたのものですか？
    }
toy-without-name = 名前のないトイ
connect = 接続
connect-toy = { $name } を接続
connect-nameless = 名前のないトイを接続
not-now = 今はしない
not-now-toy = 今はしない：{ $name }
not-now-nameless = 今はしない：名前のないトイ
waiting-more = ほか { $count } 台の新しいトイは「{ -toys }」に

help-title = キー操作とヘルプ
close = 閉じる
key-ctrl = Ctrl
key-alt = Alt
key-esc = Esc
key-or = または
key-to = ～
key-stop = ウィンドウのどこからでもすべて停止
key-places = { -watch }、{ -toys }、{ -alerts }、{ -settings }、{ -log }（この順）
key-settings = { -settings }
key-search = 検索（{ -alerts }と{ -log }）
key-zoom = 全体を拡大・縮小（{ $key } とマウスホイールでも可）
key-zoom-reset = 元の大きさに戻す
key-escape = 開いているものを閉じる、または入力を取り消す
key-help = このページを開く・閉じる
key-quit = すべてのトイを止めて終了
help-how = しくみ
help-how-sentence = プログラム（ゲーム、プレーヤー、スクリプト）は、ウィンドウ上部のアドレスに接続してトイを動かします。プログラムがフリーズしたり、異常終了したり、いなくなったりすると、{ -vigil } がトイを止めます。多くのプログラムは、動いていることを繰り返し知らせてきます。これが Ping です。Ping が途切れることで、{ -vigil } はフリーズに気づきます。
help-begin = はじめに
help-begin-limit = 「{ -watch }」で、プログラムが応答なしでいられる時間を選びます。たいていは { $limit }で十分です。
help-begin-toy = 「{ -toys }」でトイを探します。トイがなくても、画面上のトイを追加してすべて試せます。
help-begin-address = アドレスをプログラムにコピーします。Intiface Central など別のサーバーが開いている場合は、先に閉じてください。同じアドレスと同じトイを使おうとするためです。
help-introduce = 最初の手順を表示
help-moving = トイが動き続けるとき
help-moving-sentence = 「{ -stop-everything }」を押してください。それでも動く場合は手でスイッチを切り、「{ -alerts }」を確認してください。
