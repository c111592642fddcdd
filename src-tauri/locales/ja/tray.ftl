tray-starting = Vigil を起動しています
tray-stopped = すべて停止しています
tray-unread = 未読のアラートが { $count } 件あります
tray-moving = { $toys } 台のトイが動作中、{ $programs } 個のプログラムが接続中
tray-watching = 見守り中、{ $programs } 個のプログラムが接続中
tray-off = プログラムは接続できません

tray-toy-unconfirmed = { $toy }：停止を確認できません
tray-toy-moving = { $toy }：動作中
tray-toy-still = { $toy }：停止中
tray-toy-lost = { $toy }：接続が切れました
tray-toy-connecting = { $toy }：接続しています
tray-toy-away = { $toy }：未接続

tray-show = Vigil を表示
tray-programs = プログラム
tray-no-program = 接続中のプログラムはありません
tray-toys = トイ
tray-no-toy = 登録されたトイはありません
tray-stop = すべて停止
tray-look = すべて停止している理由を見る
tray-release = プログラムにトイの操作を再び許可
tray-connect = プログラムの接続を許可
tray-quit = すべてのトイを停止して終了
