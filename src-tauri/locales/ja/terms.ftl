### プログラム、トイ、ウェブページ、制限時間（プログラムが応答なしでいられる時間）。です・ます調。

-vigil = Vigil

-watch = 見守り
-toys = トイ
-alerts = アラート
-settings = 設定
-log = ログ

-stop-everything = すべて停止
-fire-drill = 停止テスト
