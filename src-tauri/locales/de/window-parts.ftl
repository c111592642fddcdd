### Teile, die an mehreren Stellen stehen: die Grenze, Signale, die Bilder von Pings und Bewegung.

on = An
off = Aus
saved = Gespeichert
copied = Kopiert
not-copied = Nicht kopiert
copied-told = Kopiert.
not-copied-told = Das System hat das Kopieren nicht erlaubt.
keep = Behalten
disconnect = Trennen
disconnect-program = { $name } trennen
connection-only = nur Verbindung

adapter = Bluetooth-Adapter
adapter-automatic = Automatisch (erster verfügbarer)
adapter-in-use = { $name } (in Gebrauch)
adapter-missing = { $name } (nicht angeschlossen)

limit-other = Andere
limit-other-label = Andere Grenze, in Millisekunden oder als 1,5 s
limit-unit = ms
limit-ask = Schreib die Grenze als ganze Zahl in Millisekunden, etwa 1500, oder in Sekunden, etwa 1,5 s.
limit-line = Grenze { $limit }
ring-of = von { $limit }

reconnect-note = Eine geänderte Grenze
reconnect-programs =
    { $count ->
        [one] { $count } Programm
       *[other] { $count } Programme
    }
reconnect-no-limit =
    { $count ->
        [one] { $who } neu verbinden, damit dafür keine Grenze mehr gilt?
       *[other] { $who } neu verbinden, damit für sie keine Grenze mehr gilt?
    }
reconnect-limit = { $who } neu verbinden, damit die Grenze von { $limit } gilt?
reconnect-settings = { $who } neu verbinden, damit die neuen Einstellungen gelten?
reconnect-why = Ein Programm erfährt seine Grenze, wenn es sich verbindet. Die meisten Programme verbinden sich von selbst wieder.
reconnect-why-stops = Ein Programm erfährt seine Grenze, wenn es sich verbindet. Vorher wird gestoppt: { $toys }. Die meisten Programme verbinden sich von selbst wieder.
reconnect-it = Neu verbinden
reconnect-many = { $count } Programme neu verbinden

signal-unknown = Signal unbekannt
signal-1 = sehr schwaches Signal
signal-2 = schwaches Signal
signal-3 = gutes Signal
signal-4 = starkes Signal
signal-1-dbm = Signal sehr schwach, { $dbm } dBm
signal-2-dbm = Signal schwach, { $dbm } dBm
signal-3-dbm = Signal gut, { $dbm } dBm
signal-4-dbm = Signal stark, { $dbm } dBm
signals-none = In den letzten 5 Minuten wurde kein Signal gemeldet.
signals-same = In den letzten 5 Minuten: { $dbm } dBm.
signals-between = In den letzten 5 Minuten: zwischen { $weakest } und { $strongest } dBm.

strip-last-minute = letzte Minute
strip-gap = { $gap } zwischen Pings, { $ago }
strip-none = Keine Pings in der letzten Minute.
strip-words =
    { $count ->
        [one] { $count } Ping in der letzten Minute, meist im Abstand von { $usual }, höchstens { $longest }.
       *[other] { $count } Pings in der letzten Minute, meist im Abstand von { $usual }, höchstens { $longest }.
    }
strip-words-limit =
    { $count ->
        [one] { $count } Ping in der letzten Minute, meist im Abstand von { $usual }, höchstens { $longest }. Die Grenze ist { $limit }.
       *[other] { $count } Pings in der letzten Minute, meist im Abstand von { $usual }, höchstens { $longest }. Die Grenze ist { $limit }.
    }

trace-title = Die letzten 20 Sekunden
trace-stayed = In den letzten 20 Sekunden: blieb, wo es ist.
trace-between = In den letzten 20 Sekunden: zwischen { $least } und { $most }.
trace-still = In den letzten 20 Sekunden: still.
trace-up-to = In den letzten 20 Sekunden: bis zu { $most }.

cause-ping-timeout = Programm verstummt
cause-connection-silent = Verbindung verstummt
cause-connection-lost = Verbindung verloren
cause-protocol-violation = Programm hielt sich nicht ans Protokoll
cause-program-slowed = Programm gebremst
cause-vigil-late = { -vigil } war zu spät
cause-stop-unconfirmed = Stopp nicht bestätigt
cause-page-asks = Webseite fragt an
cause-refused = Abgewiesen
cause-toy-refused = Toy abgewiesen
cause-file-damaged = Datei nicht lesbar
cause-not-saved = Nicht gespeichert
cause-server-failed = Server läuft nicht
cause-localhost-elsewhere = localhost führt woandershin
cause-window-silent = Fenster von { -vigil } verstummt
cause-window-crashed = Fenster von { -vigil } abgestürzt
cause-toy-lost = Toy verloren
cause-vigil-killed = { -vigil } wurde von außen beendet
cause-guardian-missing = Kein Wächter
cause-drill-failed = { -fire-drill } nicht bestanden
cause-computer-slept = Computer im Ruhezustand
cause-screen-locked = Bildschirm gesperrt
