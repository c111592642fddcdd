### Toys: was da ist, wie es gefunden wird, und was es darf.

toys = { -toys }
toys-here =
    { $count ->
        [one] { $count } Toy ist da.
       *[other] { $count } Toys sind da.
    }
toys-none-here = Kein Toy ist da.
toys-search-hint-new = Schalte das Toy ein und schließe seine eigene App: Ein Toy spricht nur mit einem auf einmal. Ein neues Toy erscheint hier; verbinde es dann.
toys-search-hint-all = Schalte das Toy ein und schließe seine eigene App: Ein Toy spricht nur mit einem auf einmal. Neue Toys verbinden sich automatisch.
toys-none-connected = Gerade ist kein Toy verbunden. Schalte eines ein und suche danach.
toys-title-here = Hier
toys-title-away = Nicht hier

add-toy = Toy auf dem Bildschirm hinzufügen
add-toy-kind = Art des Toys
kind-vibrator = Vibrator
kind-rotator = Rotator
kind-stroker = Stroker
kind-constrictor = Constrictor
kind-vibrator-has = zwei Motoren und ein Akku
kind-rotator-has = dreht in beide Richtungen
kind-stroker-has = fährt an eine Position
kind-constrictor-has = wird enger

import = Aus Intiface Central übernehmen …
import-about = Namen, Grenzen, ausgeschaltete Funktionen und welche Toys sich verbinden dürfen. Nichts wird dadurch lockerer: Von zwei Grenzen gilt die strengere, und Namen, die du hier vergeben hast, bleiben.
import-file = Die Datei, falls sie nicht am üblichen Ort liegt
import-now = Übernehmen

link-never = Verbindet sich nie
link-connected = Verbunden
link-simulated = Auf dem Bildschirm
link-connecting = Verbindet …
link-reconnecting = Verloren. { -vigil } holt es zurück …
link-away = Weg
battery = Akku
battery-low = Akku fast leer
toy-cannot-move = Gerade kann nichts es bewegen
toy-moved-by-nobody = Kein Programm bewegt es
toy-moved-by = Bewegt von { $names }
toy-moved-by-you = dir
toy-stop-unconfirmed = { $name } hat den Stopp nicht bestätigt. Bewegt es sich noch, schalte es von Hand aus.
try = Ausprobieren
try-toy = { $name } ausprobieren
try-done = Fertig
try-done-toy = { $name }: fertig ausprobiert
stop = Stopp
stop-toy = { $name } stoppen
toy-let-connect = Verbinden lassen
toy-let-connect-this = Verbinden lassen: { $name }
toy-held = Von dir gestoppt.
toy-held-sentence = Kein Programm bewegt es, bis du es erlaubst.
toy-release = Programme es wieder bewegen lassen
toy-release-this = Programme { $name } wieder bewegen lassen
rename = Umbenennen
rename-toy = { $name } umbenennen
rename-label = Name von { $model }. Leer: der Name des Modells.

toy-menu = { $name }: mehr
toy-menu-button = Mehr zu { $name }
toy-permission = Ob sich { -vigil } damit verbindet
toy-permission-default = Verbinden, wenn gefunden
toy-permission-default-sentence = wenn du oder ein Programm Toys sucht
toy-permission-denied = Nie verbinden
toy-permission-denied-sentence = { -vigil } lässt es in Ruhe
toy-forget = Dieses Toy vergessen …
toy-remove = Vom Bildschirm entfernen
forget-toy = { $name } vergessen
forget-question = { $name } vergessen?
forget-sentence = { -vigil } vergisst seinen Namen, seine Grenzen und seine Nummer. Verbindet es sich wieder, gilt es als neu.
forget-yes = Vergessen
forget-no = Behalten

output-vibrate = Vibration
output-rotate = Rotation
output-oscillate = Oszillation
output-constrict = Enge
output-inflate = Aufpumpen
output-position = Position
output-temperature = Wärme
output-spray = Sprühen
output-led = Licht
output-numbered = { $name } { $number }
value-at = bei { $percent }
value-still = still
value-clockwise = { $percent } rechtsherum
value-counter-clockwise = { $percent } linksherum
value-off = aus
output-of-toy = { $output } von { $toy }
output-off-title = Aus: Programme sehen es nicht
output-on-title = An: Programme können es bewegen
at-most = höchstens { $percent }
up-to = bis { $percent }
from-percent = ab { $percent }
from-to = { $from } bis { $to } %
limit-of = Grenze von { $output }, { $toy }
limit-upper = Oberes Ende von { $output }, { $toy }
limit-lower = Unteres Ende von { $output }, { $toy }
limit-drag = Ziehen, um das Maximum einzustellen
limit-drag-upper = Ziehen, um das obere Ende einzustellen
limit-drag-lower = Ziehen, um das untere Ende einzustellen

hand-move = { $output } von { $toy } bewegen
hand-all-stopped = Alles ist gestoppt, deshalb bewegen die Regler nichts. Gib die Toys zuerst oben im Fenster wieder frei.
hand-toy-stopped = Du hast dieses Toy gestoppt, deshalb bewegen die Regler nichts. Gib es zuerst unten wieder frei.
hand-not-connected = { $name } ist gerade nicht verbunden, deshalb bewegen die Regler nichts.
hand-nothing = Dieses Toy hat nichts, das sich bewegt.
hand-all-off = Alles, was es kann, ist oben ausgeschaltet.
hand-hold = Zum Bewegen gedrückt halten: stoppt, wenn du loslässt
hand-watched = { -vigil } wacht über dieses Fenster wie über ein Programm: Friert es ein oder schließt es, stoppt das Toy.

details = Einzelheiten
details-turned = { $output }, umgedreht
details-turned-label = { $output } von { $toy }, umgedreht
details-turned-about = Das untere Ende eines Programms wird zum oberen. Das gilt ab der nächsten Bewegung des Programms. Zieh beide Enden des Balkens oben, um den Bereich zu wählen.
details-gap = Zeit zwischen zwei Nachrichten, mindestens (ms)
details-gap-label = Millisekunden zwischen zwei Nachrichten an { $name }, mindestens
details-gap-ask = Bitte eine ganze Zahl von Millisekunden.
details-gap-needs = Es braucht selbst { $ms } ms. Ein Stopp wartet nie darauf.
details-gap-now = Jetzt { $ms } ms, so viel braucht es selbst. Mehr Zeit schont ein Toy, das nicht nachkommt; ein Stopp wartet nie darauf.
details-told = Aktueller Befehl
details-told-nothing = Keiner
details-told-one = { $output } { $value }
details-writes = Wie lange es zum Antworten braucht
details-signal = Signal
details-unknown = Unbekannt
details-signal-unknown = Dieses System hat nicht gemeldet, wie stark das Toy zu hören ist. Viele tun es nur, während { -vigil } nach Toys sucht.
details-signal-known = Die letzten 5 Minuten. Viele Systeme melden es nur, während { -vigil } nach Toys sucht; dazwischen gilt, was zuletzt gehört wurde.
details-signal-1 = sehr schwach, { $dbm } dBm
details-signal-2 = schwach, { $dbm } dBm
details-signal-3 = gut, { $dbm } dBm
details-signal-4 = stark, { $dbm } dBm
details-address = Adresse
details-table = Was { $name } kann
details-part = Teil
details-what = Was es tut
details-range = Bereich

feature-part = Teil { $number }
feature-position-timed = Position in einer Zeit
feature-rssi = Signal
feature-button = Taste
feature-pressure = Druck
feature-depth = Tiefe
feature-sensor = { $what } (Sensor)
feature-steps =
    { $count ->
        [one] { $range }, { $count } Stufe
       *[other] { $range }, { $count } Stufen
    }
feature-steps-in-time = { $steps }, { $least } bis { $most }
feature-read = { $range }, auf Anfrage
feature-told = { $range }, von selbst
feature-both = { $range }, auf Anfrage oder von selbst
writes-none = Es wurde noch nichts gesendet.
writes-one = Zuletzt { $last }.
writes-many = Zuletzt { $last }; bei den letzten { $count }: Median { $median }, höchstens { $slowest }.

no-toys = Noch kein Toy
no-toys-found = Gehört dir eines der Toys unten? Verbinde es.
no-toys-searching = Schalte dein Toy ein und halte es in die Nähe. Schließe seine eigene App: Ein Toy spricht nur mit einem auf einmal. Es erscheint hier; verbinde es dann.
no-toys-ready = Schalte dein Toy ein und lass { -vigil } danach suchen.
no-toys-no-bluetooth = Toys brauchen Bluetooth. Bis dahin kannst du deine Programme mit einem Toy auf dem Bildschirm ausprobieren: Sie steuern es wie jedes andere.
look-for-toys = Toys suchen
looking-for-toys = Sucht Toys …
stop-looking = Suche beenden
bluetooth-on = Bluetooth einschalten
copy-command = Befehl kopieren
copy-command-this = „{ $command }“ kopieren

searching-program = { $name } sucht Toys.
searching-stop = Die Suche von { $name } beenden
searching-spares = Pausiert, solange sich Toys bewegen, außer ein paar Sekunden zweimal pro Minute: Während der Suche sind sie langsamer zu erreichen.

found = Gefunden
found-asks = Gehört es dir? Verbinde es einmal; danach verbindet es sich automatisch, wenn du oder ein Programm Toys sucht.
found-seen = In der Nähe. Eine Suche verbindet es.
found-connecting = Verbindet …
found-new = Neu hier. Es wartet, bis du es verbindest.
found-failed = Es ließ sich nicht verbinden. { -vigil } versucht es automatisch wieder.
try-now = Jetzt versuchen
try-now-toy = Jetzt versuchen: { $name }
try-now-nameless = Jetzt versuchen: das Toy ohne Namen
found-nameless = ein Toy ohne Namen
found-newcomers =
    { $count ->
        [one] Gefunden: { $names }. Verbinde es, wenn es dir gehört.
       *[other] Gefunden: { $names }. Verbinde die, die dir gehören.
    }

not-known = Noch nicht bekannt
not-known-sentence = { -vigil } kennt kein Toy dieses Namens, aber einige, die ähnlich sprechen. Gehört es dir, probiere es wie eines davon. Halte es in der Hand: Zuerst wird ihm gesagt, dass es stoppen soll, aber ein Toy anderer Art versteht das vielleicht nicht. { -vigil } merkt sich deine Wahl, bis du das Toy vergisst.
nameless = ohne Namen
not-known-nameless = das ohne Namen
not-known-like = { $name } ausprobieren wie
not-known-like-a = wie ein …
not-known-kind = { $model } ({ $outputs })

nearby = In der Nähe gesehen
nearby-title = In der Nähe gesehen, kein bekanntes Toy { $count }
nearby-about = Handys, Kopfhörer, Lampen. Ist dein Toy dabei, kennt { -vigil } seine Art noch nicht und lässt es in Ruhe.
in-brackets = ({ $count })
