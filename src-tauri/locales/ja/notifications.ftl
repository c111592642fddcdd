notification-stop = すべて停止
notification-stop-key = 停止キー { $key } は使えません。Vigil のウィンドウを確認してください。
notification-more = { $sentence }直前にほか { $more } 件のアラートがありました。Vigil のウィンドウで確認できます。
notification-missed = 以前の通知 { $lost } 件を表示できませんでした。すべてのアラートは Vigil のウィンドウで確認できます。

dialog-save-alerts = アラートを保存
dialog-save-log = ログを保存

ended-by-failure =
    Vigil の一部に障害が起きたため、Vigil は終了しました。終了の前に、すべてのトイを停止しました。

    Vigil をもう一度起動するまで、プログラムはトイを動かせません。これは Vigil 自体の不具合です。詳しい内容はログにあります。ご報告ください。
ended-by-failure-unconfirmed =
    Vigil の一部に障害が起きたため、Vigil は終了しました。停止を確認できなかったトイがあります。まだ動いている場合は、手で電源を切ってください。

    Vigil をもう一度起動するまで、プログラムはトイを動かせません。これは Vigil 自体の不具合です。詳しい内容はログにあります。ご報告ください。
