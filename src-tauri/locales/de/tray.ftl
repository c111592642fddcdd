tray-starting = Vigil startet
tray-stopped = Alles ist gestoppt
tray-unread =
    { $count ->
        [one] 1 ungelesene Meldung
       *[other] { $count } ungelesene Meldungen
    }
tray-moving =
    { $toys ->
        [one] 1 Toy bewegt sich
       *[other] { $toys } Toys bewegen sich
    }, { $programs ->
        [one] 1 Programm verbunden
       *[other] { $programs } Programme verbunden
    }
tray-watching =
    { $programs ->
        [one] Hält Wache, 1 Programm verbunden
       *[other] Hält Wache, { $programs } Programme verbunden
    }
tray-off = Programme können sich nicht verbinden

tray-toy-unconfirmed = { $toy }: Stopp nicht bestätigt
tray-toy-moving = { $toy }: bewegt sich
tray-toy-still = { $toy }: steht still
tray-toy-lost = { $toy }: Verbindung verloren
tray-toy-connecting = { $toy }: wird verbunden
tray-toy-away = { $toy }: nicht da

tray-show = Vigil zeigen
tray-programs = Programme
tray-no-program = Kein Programm ist verbunden
tray-toys = Toys
tray-no-toy = Kein Toy ist bekannt
tray-stop = Alles stoppen
tray-look = Nachsehen, warum alles gestoppt ist
tray-release = Programme wieder Toys bewegen lassen
tray-connect = Programme verbinden lassen
tray-quit = Jedes Toy stoppen und beenden
