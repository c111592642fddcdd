### Die Seite eines Programms.

program-gone = Dieses Programm ist nicht mehr verbunden
program-gone-sentence = Es ging, bevor diese Seite geöffnet wurde.
program-back = Zurück zur Wache
program-left = Es ist nicht mehr verbunden, Zeitpunkt: { $time }. Das war darüber bekannt.
program-left-now = jetzt
program-again = Es ist wieder verbunden
program-about = Was darüber bekannt ist
program-ring-gone = weg
program-watched = Überwacht
program-moves = Bewegt
program-moves-nothing = gerade nichts
program-moved-nothing = nichts
program-pings = Pings
program-pings-last = { $pings }, der letzte vor { $time }
program-longest-gap = Längste Stille vor einem Ping
program-rates = Nachrichten pro Sekunde
program-counting = wird gezählt …
program-messages = Nachrichten insgesamt
program-messages-words = { $from } empfangen, { $to } gesendet
program-refused = Abgelehnt
program-refused-nothing = nichts
program-connected = Verbunden
program-since = seit { $time }, { $span } lang
program-page = Webseite
program-page-term = Origin
program-address = Adresse
program-protocol = Protokoll
program-protocol-term = Version
program-gaps = Wie lange es vor einem Ping still ist

program-stop-toys = Seine Toys stoppen
program-hold = An die Grenze binden
program-exempt = Von der Grenze ausnehmen
program-toys-still =
    { $count ->
        [one] { $toys } bleibt still.
       *[other] { $toys } bleiben still.
    }
program-let-move =
    { $count ->
        [one] Programme es wieder bewegen lassen
       *[other] Programme sie wieder bewegen lassen
    }

gaps-table = Stille vor Pings
gaps-length = Länge
gaps-pings = Pings
gaps-column = { $span }: { $pings }
gaps-count =
    { $count ->
        [one] { $count } Ping
       *[other] { $count } Pings
    }
gaps-words =
    { $count ->
        [one] { $count } Ping, { $span } nach dem vorigen.
       *[other] { $count } Pings, die meisten { $span } nach dem vorigen.
    }
gaps-words-limit =
    { $count ->
        [one] { $count } Ping, { $span } nach dem vorigen. Die Grenze ist { $limit }.
       *[other] { $count } Pings, die meisten { $span } nach dem vorigen. Die Grenze ist { $limit }.
    }
