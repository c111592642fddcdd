### いくつかの画面で使う部品：制限時間、電波、Ping と動きのグラフ。

on = オン
off = オフ
saved = 保存しました
copied = コピーしました
not-copied = コピーできません
copied-told = コピーしました。
not-copied-told = システムによりコピーが許可されませんでした。
keep = そのままにする
disconnect = 切断
disconnect-program = { $name } を切断
connection-only = 接続のみ

adapter = Bluetooth アダプター
adapter-automatic = 自動（最初に使えるもの）
adapter-in-use = { $name }（使用中）
adapter-missing = { $name }（接続されていません）

limit-other = その他
limit-other-label = その他の制限時間（ミリ秒、または 1.5 s の形式）
limit-unit = ms
limit-ask = 制限時間は 1500 のようにミリ秒の整数で、または 1.5 s のように秒で入力してください。
limit-line = 制限 { $limit }
ring-of = / { $limit }

reconnect-note = 制限時間の変更
reconnect-programs = { $count } 件のプログラム
reconnect-no-limit =
    { $count ->
       *[other] { $who } を再接続して、制限時間をなくしますか？
    }
reconnect-limit = { $who } を再接続して、{ $limit }の制限を適用しますか？
reconnect-settings = { $who } を再接続して、新しい設定を適用しますか？
reconnect-why = プログラムは接続するときに制限時間を知ります。ほとんどのプログラムは自動で再接続します。
reconnect-why-stops = プログラムは接続するときに制限時間を知ります。先に { $toys } を停止します。ほとんどのプログラムは自動で再接続します。
reconnect-it = 再接続する
reconnect-many = { $count } 件のプログラムを再接続

signal-unknown = 電波の強さは不明
signal-1 = 電波がとても弱い
signal-2 = 電波が弱い
signal-3 = 電波は良好
signal-4 = 電波が強い
signal-1-dbm = 電波：とても弱い（{ $dbm } dBm）
signal-2-dbm = 電波：弱い（{ $dbm } dBm）
signal-3-dbm = 電波：良好（{ $dbm } dBm）
signal-4-dbm = 電波：強い（{ $dbm } dBm）
signals-none = 過去 5 分間、電波の情報はありません。
signals-same = 過去 5 分間：{ $dbm } dBm。
signals-between = 過去 5 分間：{ $weakest } ～ { $strongest } dBm。

strip-last-minute = 過去 1 分間
strip-gap = Ping の間隔 { $gap }、{ $ago }
strip-none = 過去 1 分間に Ping はありません。
strip-words = 過去 1 分間に Ping { $count } 回。間隔はふだん { $usual }、最大 { $longest }。
strip-words-limit = 過去 1 分間に Ping { $count } 回。間隔はふだん { $usual }、最大 { $longest }。制限時間は { $limit }。

trace-title = 過去 20 秒間
trace-stayed = 過去 20 秒間：同じ位置のまま。
trace-between = 過去 20 秒間：{ $least }～{ $most }。
trace-still = 過去 20 秒間：停止。
trace-up-to = 過去 20 秒間：最大 { $most }。

cause-ping-timeout = プログラムの応答なし
cause-connection-silent = 接続の応答なし
cause-connection-lost = 接続が切れました
cause-protocol-violation = プロトコル違反
cause-program-slowed = プログラムを減速
cause-vigil-late = { -vigil } の遅れ
cause-stop-unconfirmed = 停止を確認できません
cause-page-asks = ウェブページからの要求
cause-refused = 接続を拒否
cause-toy-refused = トイを拒否
cause-file-damaged = ファイルを読めません
cause-not-saved = 保存できません
cause-server-failed = サーバーが動いていません
cause-localhost-elsewhere = localhost が別の場所を指しています
cause-window-silent = { -vigil } のウィンドウの応答なし
cause-window-crashed = { -vigil } のウィンドウの異常終了
cause-toy-lost = トイを見失いました
cause-vigil-killed = { -vigil } が外部から終了されました
cause-guardian-missing = ガーディアンが動いていません
cause-drill-failed = { -fire-drill }に失敗
cause-computer-slept = コンピューターのスリープ
cause-screen-locked = 画面のロック
