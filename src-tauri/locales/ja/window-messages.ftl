### プログラムと Vigil の間のメッセージ（プログラムのページ）。

messages-title = メッセージ
messages-about = プログラムと { -vigil } のやり取りを、送受信されたそのままの形で表示します。見ている間だけ保持し、どこにも保存しません。
messages-text = 次の文字を含むメッセージを表示
messages-text-here = メッセージを絞り込む…
messages-way = 方向
messages-both = 両方向
messages-from = プログラムから
messages-to = プログラムへ
messages-kind = メッセージの種類
messages-every = すべてのメッセージ
messages-no-pings = Ping 以外
messages-objections = 制限・拒否されたもの
messages-copy = 表示中のメッセージを 1 行ずつ JSON でコピー
messages-none = 開いてからのやり取りはまだありません。届いたメッセージはここに表示されます。
messages-no-match = 条件に合うメッセージはありません。
messages-everything = すべて表示
messages-list = メッセージ（古い順）
messages-count = { $count } 件
messages-following = { $messages }・最新を表示中
messages-scroll = { $messages }・末尾までスクロールすると最新を表示
messages-paused = { $messages }・一時停止中（新着 { $newer } 件）
messages-gap = このほか { $count } 件は保持されていません

## メッセージ

message-from = プログラムから
message-to = プログラムへ
message-accepted = 受理
message-waits = 待機中
message-waits-why = トイの応答を待っています。
message-limited = 制限
message-limited-why = 機能 { $feature } の { $kind }：{ $wished } を { $told } に変更しました。
message-up-to = 上限は { $to } に設定されています。
message-range = 範囲は { $from } から { $to } に設定されています。
message-turned = 向きが反転されています。
message-refused = 拒否、コード { $code }
message-number = この接続の { $number } 番目のメッセージ
message-answers = { $number } 番目のメッセージへの応答
message-part = フレーム内の { $count } 件中 { $part } 件目
message-binary = バイナリフレームで受信
message-cut = 省略あり：元は { $bytes } バイト
