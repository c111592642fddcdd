### どのプログラムが前面にあっても、すべてを止めるキー。

stop-key = すべてを停止するキー
stop-key-sentence = 画面全体に表示されたゲームなど、ほかのプログラムが前面にあるときや、このウィンドウを閉じているときにも使えます。すべてのトイが止まり、再び動かすことを許可するまで止まったままです。
stop-key-choose = キーを選ぶ
stop-key-press = キーを押してください
stop-key-held = { $keys }…
stop-key-use = { $key } を使う
stop-key-remove = 削除
stop-key-waits = Esc キーを押すと、変更せずに戻ります。何も起きない場合は、ほかのプログラムがそのキーを使っています。
stop-key-alone = そのキーだけでは、入力中にすべてが止まってしまいます。Ctrl または Alt と一緒に押してください。
stop-key-none = そのキーは使えません。文字、数字、F1 から F24、Pause、Insert、Delete などが使えます。

stop-key-asked = デスクトップに確認しています。確認画面が表示されることがあります。
stop-key-works = どのプログラムの上でも使えます。
stop-key-shared = 使えます。ほかのプログラムも同じキーを使っていて、そちらにも伝わります。
stop-key-desktop = 使えます。デスクトップでは { $keys } に割り当てられています。変更はデスクトップのキーボード設定で行います。
stop-key-desktop-none = 使えますが、デスクトップでまだキーが割り当てられていません。デスクトップのキーボード設定で選んでください。
stop-key-taken = 使えません。ほかのプログラムがこのキーを使っています。別のキーを選んでください。
stop-key-no-such = 使えません。このキーボードにはそのキーがありません。別のキーを選んでください。
stop-key-desktop-has-none = 使えません。このデスクトップでは、プログラムがこのようなキーを持てません。デスクトップのキーボード設定で「vigil --stop」を起動するキーを作れます。
stop-key-refused = 使えません。デスクトップが許可しなかったか、確認画面で断られました。デスクトップのキーボード設定で「vigil --stop」を起動するキーを作れます。
stop-key-broken = 使えません。デスクトップまたは画面が応答しません。{ -vigil } はもう一度試します。それまでは、このウィンドウと「vigil --stop」だけがすべてを停止できます。

stop-key-fails = 停止キー { $key } は使えません。
stop-key-fails-label = 停止キー
stop-key-go-to = キーの設定へ

stop-key-help = ほかのプログラムが前面にあるときは、{ $key } ですべてを停止します。{ $state }
stop-key-help-none = ゲームが前面にあるときに、キーですべてを停止できます（{ $link }）。
stop-key-help-choose = キーを選ぶ

stop-key-offer = 緊急停止キー
stop-key-offer-sentence = ゲームが画面全体に表示されていても、すべてを停止します。別のキーは設定で選べます。
