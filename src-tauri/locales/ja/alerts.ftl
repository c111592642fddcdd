### プログラム、トイ、ウェブページ、制限時間。です・ます調。何が起きたか、その意味、できること。

## トイの状態

no-toy-moved = 動いているトイはありませんでした。
still-at-once =
    { $confirmed ->
        [one] { $toy } はただちに停止しました。
        [both] 2 台のトイは両方ともただちに停止しました。
        [all] { $count } 台のトイはすべてただちに停止しました。
       *[some] { $count } 台のトイがただちに停止しました。
    }
still-later =
    { $confirmed ->
        [one] { $toy } は{ $after }後に停止しました。
        [both] 2 台のトイは両方とも{ $after }後に停止しました。
        [all] { $count } 台のトイはすべて{ $after }後に停止しました。
       *[some] { $count } 台のトイが{ $after }後に停止しました。
    }
stop-not-confirmed = { $toys } の停止を確認できませんでした。
stop-not-told = { $toys } は位置がわからないため、指示を送れませんでした。

others-yours = あなたが動かしていたトイも停止しました。
others-of-programs = { $programs } のトイも停止しました。
others-of-programs-and-yours = { $programs } のトイと、あなたが動かしていたトイも停止しました。
others-hint = 設定により、プログラムが失われるとすべてのトイが停止します。そのプログラムのトイだけを停止するようにも変更できます。

saved-still-after = { $toy }：{ $after } ミリ秒後に停止
saved-still = { $toy }：停止しています
saved-not-told = { $toy }：指示を送れませんでした
saved-not-confirmed = { $toy }：停止を確認できませんでした

## 終了したセッション

session-silent = { $program } の応答が{ $silent }途絶えました。
session-silent-hint = 切断しましたが、再接続できます。正常に動いているのに繰り返す場合は、制限時間を延ばしてください。
session-silent-page-hint = 切断しましたが、再接続できます。このプログラムはウェブページで動いています。ブラウザーは隠れているタブの動作を遅くするため、タブを見える状態にしておくか、制限時間を延ばしてください。
session-never-pinged = { $program } は一度も Ping を送らず、制限時間 { $limit }で切断されました。
session-never-pinged-hint = 使用しているライブラリーが Ping に対応していない可能性があります。制限時間がオンの間は、毎回切断されます。代わりに、接続だけを見守ることもできます。
session-connection-silent = { $program } との接続が{ $silent }応答しませんでした。
session-connection-silent-hint = プログラム、そのコンピューター、または間のネットワークがフリーズしました。再接続できます。
session-lost = { $program } との接続が突然切れました。
session-lost-hint = クラッシュしたか、終了されたか、接続を失いました。再接続できます。
session-violation = { $program } は許可されていないデータを送ったため、切断されました。
session-not-reading = { $program } がメッセージを受け取らなかったため、切断しました。
session-not-reading-hint = フリーズしている可能性があります。再接続できます。
session-vigil-late = Vigil が{ $late }応答できなかったため、安全のために { $program } を切断しました。
session-vigil-late-hint = このコンピューターの負荷が高い可能性があります。プログラムに問題はありません。
session-internal = { $program } の処理中に Vigil で障害が起きたため、切断しました。
session-internal-hint = プログラムに問題はありません。詳しくはログをご覧ください。
session-read-late = { $program } からのデータを時間内に読み取れなかったため、安全のためにトイを停止しました。
session-read-late-hint = このコンピューターの負荷が高い可能性があります。プログラムに問題はなく、接続は続いています。
session-slowed = { $program } は接続または切断を繰り返しています。これからは接続の間隔を徐々に空け、最大で 10 秒に 1 回までにします。
session-slowed-hint = ほかのプログラムには影響しません。落ち着かない場合は、プログラムを閉じてください。数分間正常に動作すれば、またすぐに接続できるようになります。それまでは回数だけを記録し、毎回のお知らせはしません。

violation-binary = テキストではないバイナリフレームです。このプロトコルはテキストを使います。
violation-large = 1 MiB を超えるフレームです。
violation-utf8 = UTF-8 ではないテキストフレームです。
violation-websocket = WebSocket プロトコルに違反するフレームです。

## トイ

toy-stop-unconfirmed = { $toy } の停止を確認できませんでした。接続を切断しました。
toy-by-hand = まだ動いている場合は、手で電源を切ってください。
toy-lost = 動作中に { $toy } との接続が切れました。まだ動いている場合は、手で電源を切ってください。
toy-lost-hint = 再接続を試み、つながりしだい最初に停止させます。主な原因は、電池残量の不足、距離、ほかの電波、Bluetooth のオフやアダプターの取り外しです。
toy-lost-back = 動作中に { $toy } との接続が切れました。{ $after }後に再接続し、最初に停止させました。
toy-lost-back-hint = 主な原因は、電池残量の不足、距離、ほかの電波、Bluetooth のオフやアダプターの取り外しです。

toy-refused-here = このコンピューターからトイとして接続しようとしたものを拒否しました：{ $why }。
toy-refused-there = { $peer } からトイとして接続しようとしたものを拒否しました：{ $why }。
toy-refused-page = トイではなく、ウェブページ { $page } です
toy-refused-silent = 何であるかを名乗りませんでした
toy-refused-unreadable = 自己紹介を読み取れません：{ $reason }
toy-refused-version = トイのプロトコルのバージョン { $version } を使っていますが、Vigil が対応しているのはバージョン 0 です
toy-refused-identifier = 識別子が空か、長すぎます
toy-refused-address = アドレスが長すぎます
toy-refused-unknown = 識別子 { $identifier } のトイは登録されていません
toy-refused-unidentified = その種類のトイとして応答しませんでした：{ $reason }
toy-refused-denied = 接続を許可していません
toy-refused-already-here = 同じアドレスのトイがすでに接続されています
toy-refused-full = 接続中のトイが多すぎます
toy-refused-page-hint = ウェブページをトイとして使うつもりがなければ、そのページを閉じてください。
toy-refused-full-hint = 使っていないトイを切断してください。
toy-refused-unidentified-hint = 名乗ったトイと同じように応答するプログラムにするか、別の識別子を使ってください。
toy-refused-hint = 自作のトイは、まずどのトイと同じかを伝えます。例：{ $example }。トイのプログラムを修正すれば、再接続できます。

toy-port-failed = トイが WebSocket で接続できません。ポート { $port } を開けませんでした。
toy-port-failed-hint = { $problem }。設定でトイ用の別のポートを選んでください。

## Vigil のウィンドウ

window-silent = Vigil のウィンドウが{ $silent }応答しなかったため、ウィンドウで動かしていたトイを停止しました。
window-silent-hint = Vigil のほかの部分は見守りを続けていました。たびたび起きる場合は、コンピューターの負荷が高すぎます。
window-crashed = Vigil のウィンドウがクラッシュし、描画し直されました。Vigil のほかの部分は見守りを続けていました。
window-crashed-hint = ウィンドウで動かしていたトイは停止しました。たびたび起きる場合は、グラフィックドライバーの問題か、メモリー不足が考えられます。
window-crashed-again = Vigil のウィンドウがクラッシュを繰り返すため、すべて停止しました。ウィンドウがなければ、トイを停止できないためです。
window-crashed-again-hint = プログラムの再開を許可するまで、すべて停止したままになります。グラフィックドライバーの問題か、メモリー不足が考えられます。

## ウェブページ

page-asks = ウェブページ { $page } がトイを動かそうとしています。
page-asks-hint = 1 分間、回答を待ちます。そのあとは、ここで許可してからページを再読み込みしてください。接続の前に、ブラウザーからも確認されることがあります。知っていて信頼できるページだけを許可してください。
page-asks-nameless = このコンピューターのファイルまたはアプリがトイを動かそうとしています。{ $page } と名乗っています。
page-asks-nameless-hint = どのファイルやアプリも、ウェブページ内の隠れたフレームも、この名前を名乗れるため、どれなのかを区別できません。たった今自分で開いた場合だけ許可してください。許可はこのセッションだけで、次回はまた確認します。

page-refused = ウェブページ { $page } がトイを動かそうとしましたが、拒否しました。
page-refused-nameless = 名前のないウェブページがトイを動かそうとしましたが、拒否しました。
page-not-allowed-hint = このページを知っていて信頼できる場合は、--allow-origin { $page } を付けて Vigil を起動してください。
page-not-allowed-nameless-hint = どこから来たかを名乗らないため、許可できません。
page-too-many-hint = すでに多くのページが待っていたため、確認せずに拒否しました。知っていて信頼できる場合は、ここで許可してからページを再読み込みしてください。
page-nameless-hint = どのページ、ファイル、アプリなのかを名乗らず、ほかのものとも区別できません。Vigil のウィンドウでは、ファイルやアプリをそのセッションだけ許可できます。ウィンドウがない場合は、ファイルとしてではなく、ほかのページの中でもなく、そのページ自身のアドレスで開いてください。

page-host = ウェブページ { $page } がこのコンピューターを「{ $host }」と呼んだため、拒否しました。
program-host = プログラムまたはウェブページがこのコンピューターを「{ $host }」と呼んだため、拒否しました。
host-hint = リバースプロキシやコンテナのために自分で付けた名前であれば、設定の「このコンピューターの別名」に追加するか、--allow-host { $host } を付けて Vigil を起動してください。そうでなければ、何もしないでください。有害なウェブページは、許可なく接続するためにこのような名前を使います。
page-no-host = ウェブページ { $page } がこのコンピューターを別の名前で呼んだため、拒否しました。
nameless-no-host = 名前のないウェブページがこのコンピューターを別の名前で呼んだため、拒否しました。
no-host-hint = 有害なウェブページは、許可なく接続するためにこうした方法を使います。自分のプログラムであれば、Vigil に表示されるアドレスを設定してください。

settled-once = { $page } がトイを動かそうとし、あなたは一度だけ許可しました。
settled-allowed = { $page } がトイを動かそうとし、あなたは許可しました。
settled-turned-away = { $page } がトイを動かそうとし、あなたは拒否しました。
settled-never = { $page } がトイを動かそうとし、あなたは今後も接続を許可しないことにしました。
decided-once = 一度だけ許可しました。
decided-never = 今後も接続を許可しないことにしました。設定の一覧で変更できます。
decided-next = 一度だけ許可しました。{ $minutes } 分以内にページを再読み込みしてください。
decided-allowed = 許可しました。設定の一覧から外すまで、いつでも接続できます。
decided-turned-away = 拒否しました。{ $minutes } 分間は、このページについて確認しません。
decided-all-turned-away = 待っていたすべてのページを拒否しました。{ $minutes } 分間は、このページについて確認しません。

## ファイル

own-file =
    { $file ->
        [settings] 設定
        [toys] トイの一覧
        [alerts] アラートの履歴
       *[guardian] ガーディアンの記録
    }
file-restored = { own-file }を読み取れなかったため、最後の正常なコピーを使いました。
file-restored-of = { own-file }を読み取れなかったため、{ $date } の最後の正常なコピーを使いました。
file-restored-hint = すべて希望どおりか確認してください。コピーのあとの変更は失われています。原因：{ $reason }。
file-kept-as = 破損したファイルは { $path } として保管されています。
file-kept = 破損したファイルは元の場所に残っています。
file-wrong = 原因：{ $reason }。
file-damaged = { own-file }を読み取れなかったため、そのファイルなしで起動しました。
file-partly-read = { own-file }の一部を読み取れませんでした。残りはそのまま使っています。
file-unreadable = システムが { own-file }の読み取りを許可していません。
file-unreadable-hint = ファイル { $path } はそのままにし、書き込みません。アクセス権を元に戻すか、ディスクを修復してから、Vigil をもう一度起動してください。（システムからの報告：{ $reason }）
file-invalid = { own-file }に無効な値があったため、最も近い有効な値を使っています。
held-damaged =
    { own-file }を読み取れませんでした。{ $file ->
        [settings] プログラムの制限時間など、設定していた内容がわかりません
        [toys] トイの制限、オフにしていた出力、接続を禁止していたトイがわかりません
       *[other] 内容がわかりません
    }。プログラムの再開を許可する前に、内容を確認してください。破損したファイルは { $path } の隣に保管されます。（原因：{ $reason }）
held-unreadable =
    システムが { own-file }の読み取りを許可していません。{ $file ->
        [settings] プログラムの制限時間など、設定していた内容がわかりません
        [toys] トイの制限、オフにしていた出力、接続を禁止していたトイがわかりません
       *[other] 内容がわかりません
    }。{ $path } のアクセス権を元に戻し、Vigil をもう一度起動することをおすすめします。今プログラムの再開を許可すると、それらの設定は適用されません。（システムからの報告：{ $reason }）
not-saved = 制限は今すぐ有効ですが、保存できませんでした。Vigil を閉じると失われます。
not-saved-hint = 多くの場合、ディスクがいっぱいか、書き込めない状態です。空き容量を増やして、もう一度設定してください。（原因：{ $problem }）

## コンピューターと画面

left-sleep =
    { $stopped ->
        [yes] コンピューターがスリープしました。その前にトイを停止しました。
       *[no] コンピューターがスリープしました。その前にトイへ停止を指示しました。
    }
left-shut-down =
    { $stopped ->
        [yes] コンピューターのシャットダウンが始まりました。その前にトイを停止しました。
       *[no] コンピューターのシャットダウンが始まりました。その前にトイへ停止を指示しました。
    }
left-locked =
    { $stopped ->
        [yes] 画面がロックされたため、設定に従ってすべて停止しました。
       *[no] 画面がロックされたため、設定に従ってすべてに停止を指示しました。
    }
left-user-switched =
    { $stopped ->
        [yes] 別のユーザーに切り替わったため、設定に従ってすべて停止しました。
       *[no] 別のユーザーに切り替わったため、設定に従ってすべてに停止を指示しました。
    }
left-by-hand-hint = まだ動いているトイがあれば、手で電源を切ってください。
left-held-hint = プログラムの再開を許可するまで、すべて停止したままになります。
left-hint = プログラムは再びトイを動かせます。
screen-unseen = このシステムは画面のロックを Vigil に知らせないため、ロックしてもトイは停止しません。
screen-unseen-hint = 席を離れる前に、自分ですべて停止してください。Linux では、Vigil を起動したセッションの画面ロックが logind から伝えられます。

## Vigil 自体

guardian-handed-over = すべてのトイの停止を確認する前に、Vigil が閉じられました。
guardian-killed = トイの動作中に、Vigil が外部から終了されました。
guardian-stopped =
    { $confirmed ->
        [one] { $toy } は{ $after }後に停止しました。
        [both] 2 台のトイは両方とも{ $after }後に停止しました。
        [all] { $count } 台のトイはすべて{ $after }後に停止しました。
       *[some] { $count } 台のトイが{ $after }後に停止しました。
    }
guardian-not-told = { $toy } に指示を送れませんでした。
guardian-not-confirmed = { $toy } の停止を確認できませんでした。
guardian-not-reached = { $toy } に接続できませんでした。
guardian-killed-hint = 強制終了されたか、クラッシュしました。
guardian-hint = Vigil を見守る別のプロセス（ガーディアン）が、動いていたトイを停止しました。
guardian-by-hand-hint = まだ動いているトイは、手で電源を切ってください。Vigil がもう一度見つけた場合は、最初に停止させます。
guardian-missing = ガーディアンを起動できません。ほかの機能は使えますが、Vigil が強制終了されると、トイは動き続けます。
guardian-missing-hint = ガーディアンは、Vigil が使う別のプロセスです。セキュリティソフトに妨げられているか、メモリーが不足している可能性があります。詳しくはログをご覧ください。再試行を続けます。

sessions-stood-still = Vigil 自体が{ $lasted }応答しなかったため、安全のためにすべてのトイを停止しました。
sessions-stood-still-hint = プログラムに問題はなく、このために切断されたものもありません。コンピューターの負荷が高い可能性があります。
toys-stood-still = Vigil がトイを{ $lasted }操作できなかったため、ガーディアンに停止させるために終了しました。
toys-stood-still-hint = Vigil 自体の不具合か、コンピューターの過負荷です。Vigil をもう一度起動してください。
no-toys-stood-still = Vigil がトイを{ $lasted }操作できませんでした。動いているトイはありませんでした。
no-toys-stood-still-hint = 回復しない場合は、Vigil を閉じてもう一度起動してください。
everything-stood-still = Vigil またはコンピューター全体が{ $lasted }止まっていたため、安全のためにすべてのトイを停止しました。
everything-stood-still-hint = トイの動作中にコンピューターがスリープすると起こります。
watchdog-failed = プログラムを見守る部分に障害が起きたため、安全のためにすべてのトイを停止しました。見守りは再開しています。
watchdog-failed-hint = Vigil 自体の不具合です。プログラムに問題はありません。詳しくはログをご覧ください。
controller-failed = Vigil に障害が起きたため、すべてのトイを停止して終了しました。もう一度起動してください。
controller-failed-hint = Vigil 自体の不具合です。詳しい内容はログにあります。ご報告ください。

port-of-another-vigil = 別の Vigil が開いていて、プログラムはポート { $port } でそちらに接続します。そちらを使うか、閉じてください。
port-taken-by = ポート { $port } は別のプログラム（{ $program }）が使用しています。
port-taken = ポート { $port } は別のプログラムが使用しています。
port-forbidden = システムがポート { $port } の使用を許可していません。
cannot-serve = プログラムが Vigil に接続できません：{ $problem }。
port-free-again = ポート { $port } が空き、プログラムが Vigil に接続できるようになりました。
localhost-elsewhere = localhost に接続するプログラムは、別のプログラムにつながる可能性があります。{ $elsewhere } は Vigil のものではありません。
localhost-elsewhere-hint = プログラムにはアドレス ws://{ $own } を設定するか、設定で別のポートを選んでください。
