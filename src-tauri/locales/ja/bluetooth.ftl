bluetooth-starting = Bluetooth を起動しています。まもなくトイを探せます。
bluetooth-ready = Bluetooth は使用できます。
bluetooth-switched-off = Vigil の Bluetooth がオフです。トイを見つけるには、Vigil でオンにしてください。
bluetooth-absent = このコンピューターに使用できる Bluetooth が見つかりません。Bluetooth アダプターを差し込んでください。自動で認識します。
bluetooth-off = Bluetooth がオフです。システムの設定でオンにしてください。機内モードでもオフになります。オンになると自動で認識します。
bluetooth-no-permission = システムが Vigil に Bluetooth の使用を許可していません。システムのプライバシー設定で許可してください。Linux では、自分を bluetooth グループに追加してログインし直してください。
bluetooth-service-missing = システムの Bluetooth サービスが動作していません。次のコマンドで起動してください：sudo systemctl start bluetooth。起動すると自動で認識します。
bluetooth-bus-missing = このシステムのメッセージバス (D-Bus) が動作していないため、Bluetooth を使用できません。次のコマンドで起動してください：sudo systemctl start dbus。コンテナでは /run/dbus を共有してください。起動すると自動で認識します。画面上のトイと WebSocket 経由のトイは、そのまま使えます。
bluetooth-failed = Bluetooth が応答しません。システムの設定でいったんオフにしてからオンにしてください。それでも直らない場合は、コンピューターを再起動してください。その間も再試行を続けます。
bluetooth-system-says = （システムからの報告：{ $detail }）
bluetooth-not-ready = Bluetooth の準備がまだできていません。少し待ってからもう一度お試しください。
scan-refused = Bluetooth アダプターがトイの検索を始めません。再試行を続けます。変わらない場合は、システムの設定で Bluetooth をいったんオフにしてからオンにしてください。（システムからの報告：{ $reason }）

toy-not-alike = この種類としては動かせませんでした：{ $reason }。別の種類をお試しください。
toy-not-connected = トイ { $name } は近くにありますが、接続できませんでした。自動で再試行します。接続できない場合は、トイの電源を入れ直し、トイを使っている可能性のあるほかのアプリをすべて閉じてください。（原因：{ $reason }）
toy-not-connected-nameless = 名前のないトイが近くにありますが、接続できませんでした。自動で再試行します。接続できない場合は、トイの電源を入れ直し、トイを使っている可能性のあるほかのアプリをすべて閉じてください。（原因：{ $reason }）
toy-nameless = 名前のないトイ
toys-wait =
    { $searching ->
       *[other] { $programs } がトイを探しています。
    }{ $new ->
       *[other] 新しいトイがあります：{ $toys }。自分のものであれば、Vigil のウィンドウで接続してください。
    }
toy-of-make = { $make } のトイ
