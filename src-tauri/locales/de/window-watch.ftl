### Wache: wer verbunden ist, und wie darüber gewacht wird.

watch = Die Wache
watch-limit = Stoppt alles, wenn ein Programm so lange still ist
watch-programs = Programme
watch-more-cut-off =
    { $count ->
        [one] { $count } weiteres Programm wurde getrennt. { $link }
       *[other] { $count } weitere Programme wurden getrennt. { $link }
    }

server-connect = Programme verbinden lassen
server-switch-off = Ausschalten
server-cannot-connect = Kein Programm kann sich verbinden.
server-tries-again = { -vigil } prüft alle paar Sekunden, ob der Port frei ist, und nimmt ihn dann.
server-other-port = Wenn du Port { $port } verwendest, gib deinen Programmen die neue Adresse: ws://127.0.0.1:{ $port }. Die meisten erwarten 12345.
server-use-port = Stattdessen Port { $port } verwenden

no-program-yet = noch kein Programm
server-off = aus
no-program = Kein Programm ist verbunden
no-program-sentence = Starte dein Spiel, deinen Player oder dein Skript. Wo es nach einem Server fragt (manche nennen ihn Intiface oder Buttplug), gib diese Adresse an.
copy-the-address = Die Adresse kopieren
copy-address = Adresse kopieren
no-program-off = Kein Programm kann sich verbinden
no-program-off-sentence = Der Server ist aus. Schalte ihn ein und starte dann dein Spiel.
turn-on = Einschalten

watch-off = Die Wache ist aus
watch-off-title = Die Wache ist aus.
watch-off-sentence = Nur Verbindungen werden überwacht: Ein Spiel, das einfriert, behält seine Verbindung, und deine Toys würden weitermachen.
watch-off-cannot-ping = Manche Programme senden nie einen Ping. Mit einer Grenze werden sie jedes Mal getrennt, und { -vigil } bietet dann an, nur ihre Verbindung zu überwachen.
watch-off-use = Mit { $limit } Wache halten

dismiss-returned = Erledigt: { $name } wurde getrennt
program-from = von { $address }
program-meta = { $from } · Protokoll { $protocol } · verbunden seit { $time }
pings-awaited = wartet auf den ersten Ping
pings-never = pingt nie
pings-received =
    { $count ->
       *[other] { $count } empfangen
    }
pings-every =
    { $count ->
       *[other] pingt alle { $gap } · { $count } empfangen
    }
moves-nothing = bewegt gerade nichts
moves-toys = bewegt { $toys }
refused-one = 1 Nachricht abgelehnt: { $last }
refused-many = { $count } Nachrichten abgelehnt, die letzte: { $last }
held-to-limit = Stoppt, wenn es { $limit } lang still ist.
held-off = Die Ping-Grenze ist aus. Nur die Verbindung wird überwacht: Stoppt, wenn sie { $limit } lang nicht antwortet. Ein Programm, das hängt, kann unbemerkt bleiben.
held-exempt = Du hast es von der Ping-Grenze ausgenommen. Nur die Verbindung wird überwacht: Stoppt, wenn sie { $limit } lang nicht antwortet. Ein Programm, das hängt, kann unbemerkt bleiben.
held-never-pinged = Es hat noch nie einen Ping gesendet. Nur die Verbindung wird überwacht: Stoppt, wenn sie { $limit } lang nicht antwortet. Ein Programm, das hängt, kann unbemerkt bleiben.
held-pings-rarely = Es pingt nicht oft genug, um die Grenze einzuhalten. Nur die Verbindung wird überwacht: Stoppt, wenn sie { $limit } lang nicht antwortet. Ein Programm, das hängt, kann unbemerkt bleiben.
held-later = Die neuen Einstellungen gelten, sobald es sich wieder verbindet.

disconnect-asks = { $name } bewegt { $toys }. Was es bewegt, stoppt; es kann sich wieder verbinden.
disconnect-asks-paused = { $name } hat vor einem Moment Toys bewegt. Was es bewegt, stoppt; es kann sich wieder verbinden.
switch-off-nobody = Es ist kein Programm mehr verbunden.
switch-off-one = { $name } ist verbunden. Es wird getrennt, und was es bewegt, stoppt.
switch-off-one-moves = { $name } ist verbunden und bewegt { $toys }. Es wird getrennt, und was es bewegt, stoppt.
switch-off-many = { $count } Programme sind verbunden. Sie werden getrennt, und was sie bewegen, stoppt.
switch-off-many-move = { $count } Programme sind verbunden und bewegen { $toys }. Sie werden getrennt, und was sie bewegen, stoppt.

stopped = Gestoppt
a-program = Ein Programm
cut-off-at = Zeit: { $time }.
cut-off-times = { $count }-mal getrennt, zuletzt { $time }.
watch-only-connection = Nur die Verbindung überwachen
dismiss = Erledigt
dismiss-program = Erledigt: { $name }
dismiss-this-program = Erledigt: dieses Programm
returned = Wurde { $time } getrennt
returned-times = Wurde { $count }-mal getrennt, zuletzt { $time }
doubt-unconfirmed = { $names }: Der Stopp wurde nicht bestätigt. Bewegt es sich noch, schalte es von Hand aus.
doubt-untold = { $names }: Es konnte kein Befehl gegeben werden, weil die Position nicht bekannt ist. Bewegt es sich, schalte es von Hand aus.

last-alert-none = Bisher keine Meldung.
last-alert = Letzte Meldung { $time }
last-alert-unread = Letzte Meldung { $time } · ungelesen

drill = { -fire-drill }
drill-moves = Ein Testprogramm bewegt { $toy } ein wenig …
drill-silent = Das Testprogramm ist jetzt still. Innerhalb von { $limit } stoppt { -vigil } { $toy } und schließt die Verbindung.
drill-sentence = Ein Testprogramm bewegt ein Toy mit 20 % und verstummt dann, wie ein Spiel, das einfriert. Du siehst und spürst, ob { -vigil } es stoppt.
drill-stop = Probealarm abbrechen
drill-toy = Toy für den Probealarm
drill-start = Probealarm starten
drill-start-with = Mit { $toy } starten
drill-last = Letzter Probealarm { $time }.
drill-not-held = Alles ist gestoppt. Gib die Toys zuerst wieder frei.
drill-not-off = Dafür wird der Server gebraucht, und der ist aus.
drill-not-limit = Wähle oben, nach wie viel Stille { -vigil } stoppt, und probiere es dann hier aus.
drill-not-moved = Deine Toys werden gerade bewegt. Starte, wenn eines davon still ist.
drill-not-toys = Dafür wird ein Toy gebraucht: ein echtes oder eines auf dem Bildschirm.
go-to-toys = Zu den Toys
