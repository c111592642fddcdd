bluetooth-starting = Bluetooth startet. Gleich kannst du nach Toys suchen.
bluetooth-ready = Bluetooth ist bereit.
bluetooth-switched-off = Bluetooth ist in Vigil ausgeschaltet. Schalte es in Vigil ein, um Toys zu finden.
bluetooth-absent = Vigil findet in diesem Computer kein Bluetooth. Stecke einen Bluetooth-Adapter ein; Vigil bemerkt ihn von selbst.
bluetooth-off = Bluetooth ist ausgeschaltet. Schalte es in den Einstellungen des Systems ein; auch der Flugmodus schaltet es aus. Vigil bemerkt es von selbst.
bluetooth-no-permission = Das System lässt Vigil Bluetooth nicht benutzen. Erlaube es in den Datenschutz-Einstellungen des Systems; unter Linux nimm dich in die Gruppe bluetooth auf und melde dich neu an.
bluetooth-service-missing = Der Bluetooth-Dienst des Systems läuft nicht. Starte ihn mit: sudo systemctl start bluetooth. Vigil bemerkt es von selbst.
bluetooth-bus-missing = Vigil erreicht Bluetooth nicht, weil der Nachrichtenbus (D-Bus) dieses Systems nicht läuft. Starte ihn mit: sudo systemctl start dbus. In einem Container gib /run/dbus an ihn weiter. Vigil bemerkt es von selbst; Toys auf dem Bildschirm und Toys über WebSocket gehen auch ohne ihn.
bluetooth-failed = Bluetooth antwortet nicht. Schalte es in den Einstellungen des Systems aus und wieder ein; hilft das nicht, starte den Computer neu. Vigil versucht es weiter.
bluetooth-system-says = (Das System sagt: { $detail })
bluetooth-not-ready = Bluetooth ist noch nicht bereit. Versuche es gleich noch einmal.
scan-refused = Der Bluetooth-Adapter beginnt nicht, nach Toys zu suchen. Vigil fragt weiter bei ihm an; ändert sich nichts, schalte Bluetooth in den Einstellungen des Systems aus und wieder ein. (Das System sagt: { $reason })

toy-not-alike = So ließ es sich nicht steuern: { $reason }. Versuche eine andere Art.
toy-not-connected = Das Toy { $name } ist in der Nähe, ließ sich aber nicht verbinden. Vigil versucht es von selbst noch einmal; klappt es nicht, schalte das Toy aus und wieder ein und schließe jede andere App, die es gerade benutzen könnte. (Was schiefging: { $reason })
toy-not-connected-nameless = Das Toy ohne Namen ist in der Nähe, ließ sich aber nicht verbinden. Vigil versucht es von selbst noch einmal; klappt es nicht, schalte das Toy aus und wieder ein und schließe jede andere App, die es gerade benutzen könnte. (Was schiefging: { $reason })
toy-nameless = eines ohne Namen
toys-wait =
    { $searching ->
        [one] { $programs } sucht nach Toys.
       *[other] { $programs } suchen nach Toys.
    } { $new ->
        [one] Ein neues ist da: { $toys }. Verbinde es in Vigils Fenster, wenn es deines ist.
       *[other] Neue sind da: { $toys }. Verbinde deine in Vigils Fenster.
    }
toy-of-make = { $make }-Toy
