### 最初の手順。

first-step = 手順 { $step } / { $all }
first-what = { -vigil } がすること
first-limit = プログラムの応答がこの時間ないと停止
first-feel = 停止を体験する
first-back = 戻る
first-stop-after = { $limit }で停止
first-done = 完了
first-go-on = 次へ
first-skip = 手順をスキップ
first-again = この手順は F1 キーからもう一度見られます。
first-escape = Esc キーでスキップ、F1 キーでもう一度表示できます。

first-what-sentence = { -vigil } はプログラムとトイの間に入ります。プログラムがフリーズしたり、異常終了したり、いなくなったりすると、そのプログラムが動かしていたトイを { -vigil } が止めます。
first-program-pings = プログラムが Ping を送る
first-vigil-watches = { -vigil } が見守る
first-toy-moves = トイが動く
first-it-freezes = プログラムがフリーズ
first-vigil-stops = { -vigil } が止める
first-toy-still = トイが止まる

first-limit-sentence = 多くのプログラムは、動いていることを繰り返し知らせてきます。これが Ping です。この時間 Ping が届かないと、{ -vigil } はトイを止め、プログラムを切断します。
first-limit-1000 = おすすめです。Ping を送るプログラムは、少なくとも 1 秒に 2 回送ります。
first-limit-2000 = 動作がもたつくプログラムや、遅いコンピューター向けです。
first-limit-5000 = 読み込み中に止まるプログラム向けです。
first-limit-own = 現在の設定です。
first-cannot-ping = Ping を送れないプログラムもあります。それを理由に切断することはありません。{ -vigil } は接続を見守り、接続が切れるとトイを止めます。カードには「接続のみ」と表示されます。
first-must-ping = Ping を送れないプログラムもあります。設定ですべてのプログラムに Ping を必須としているため、送れないプログラムは切断されます。個別に除外できます。
first-settings = 設定では、ほかの時間やオフも選べます。

first-feel-search = トイの電源を入れて近くに置き、専用アプリを閉じてから、{ -vigil } に探させてください。画面上のトイを追加することもできます。本物と同じように動きます。
first-feel-drill = 停止テストを始めましょう。テスト用プログラムがトイを少し動かし、ゲームがフリーズしたときのように応答しなくなります。
