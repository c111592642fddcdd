### プログラムごとのページ。

program-gone = このプログラムはもう接続されていません
program-gone-sentence = このページを開く前に切断されました。
program-back = 「{ -watch }」に戻る
program-left = もう接続されていません（切断：{ $time }）。以下は最後にわかっていた情報です。
program-left-now = たった今
program-again = 再び接続されています
program-about = わかっていること
program-ring-gone = 切断
program-watched = 見守り方
program-moves = 動かしているもの
program-moves-nothing = 今はなし
program-moved-nothing = なし
program-pings = Ping
program-pings-last = { $pings }、最後は { $time }前
program-longest-gap = Ping までの最長の間隔
program-rates = 1 秒あたりのメッセージ
program-counting = 計測中…
program-messages = メッセージの合計
program-messages-words = 受信 { $from } 件、送信 { $to } 件
program-refused = 拒否
program-refused-nothing = なし
program-connected = 接続
program-since = { $time } から（{ $span }）
program-page = ウェブページ
program-page-term = Origin
program-address = アドレス
program-protocol = プロトコル
program-protocol-term = バージョン
program-gaps = Ping までの間隔

program-stop-toys = 動かしているトイを停止
program-hold = 制限時間を適用する
program-exempt = 制限時間から除外する
program-toys-still =
    { $count ->
       *[other] { $toys } は停止したままです。
    }
program-let-move =
    { $count ->
       *[other] プログラムが動かせるようにする
    }

gaps-table = Ping までの間隔
gaps-length = 長さ
gaps-pings = Ping
gaps-column = { $span }：{ $pings }
gaps-count = { $count } 回
gaps-words = Ping { $count } 回。多くは前の Ping から { $span }。
gaps-words-limit = Ping { $count } 回。多くは前の Ping から { $span }。制限時間は { $limit }。
