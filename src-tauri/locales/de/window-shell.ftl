### Was um jeden Ort herum steht: Kopfzeile, Leiste, Bänder mit Fragen, kurze Meldungen, Hilfe.

skip-to-place = Zum Inhalt springen
window-starting = Einen Moment
window-starting-sentence = { -vigil } startet.
window-unreachable = Das Fenster erreicht den Kern von { -vigil } nicht
window-retry = Noch einmal
place-failed = Diese Seite ließ sich nicht zeichnen
place-failed-sentence = { -vigil } hält weiter Wache, und „{ -stop-everything }“ funktioniert. Die anderen Seiten gehen vielleicht auch.
try-again = Noch einmal versuchen
window-failed = Im Fenster von { -vigil } ist ein Fehler aufgetreten
window-failed-sentence = Die Wache selbst läuft unabhängig vom Fenster und geht weiter. „{ -stop-everything }“ funktioniert.
window-show-again = Fenster wieder zeigen
all-stopped-now = Alles ist gestoppt. Programme bleiben verbunden, bewegen aber nichts.
failed-unknown = Das hat nicht geklappt, und { -vigil } weiß nicht, warum. Vielleicht steht mehr im Log.
failed-detail = Das hat nicht geklappt. Vielleicht steht mehr im Log. ({ $detail })

stop-everything = { -stop-everything }
stop-everything-keys = { -stop-everything } ({ $keys })
copy-this-address = Adresse { $address } kopieren
status-off = Aus
status-failed = Läuft nicht
status-watching = Hält Wache
status-no-limit = Keine Grenze
status-no-limit-title = Nur Verbindungen werden überwacht: Ein Programm, das einfriert, fällt nicht auf.
status-some = Wacht über { $watched } von { $all }
status-some-title = Nur die Verbindung wird überwacht von: { $names }.

places = Bereiche
place-watch = { -watch }
place-toys = { -toys }
place-alerts = { -alerts }
place-settings = { -settings }
place-log = { -log }
toy-count =
    { $count ->
        [one] { $count } Toy
       *[other] { $count } Toys
    }
not-read-count = { $count } ungelesen

asking-pages = Webseiten, die anfragen
asking-file = Eine Datei auf diesem Computer oder eine App möchte deine Toys bewegen. Sie nennt sich { $origin }.
asking-file-careful = Vorsicht: Jede Datei, jede App und versteckte Rahmen von Webseiten können sich so nennen. Lass sie nur herein, wenn du sie gerade selbst geöffnet hast. Beim nächsten Mal fragt sie wieder.
asking-page = Die Webseite { $origin } möchte deine Toys bewegen.
asking-page-careful = Erlaube nur eine Seite, die du kennst und der du vertraust.
asking-waits = Sie wartet noch { $time }.
asking-answer = Antwort an { $origin }
asking-file-once = Dieses eine Mal hereinlassen
asking-page-once = Einmal erlauben
asking-always = Immer erlauben
asking-turn-away = Abweisen
asking-never = Nie
asking-file-never-title = Was sich { $origin } nennt, wird ohne Frage abgewiesen. In den Einstellungen lässt sich das ändern.
asking-page-never-title = Sie wird ab jetzt ohne Frage abgewiesen. In den Einstellungen lässt sich das ändern.
asking-more =
    { $count ->
        [one] { $count } weitere Webseite fragt an.
       *[other] { $count } weitere Webseiten fragen an.
    }
asking-turn-all-away = Alle { $count } abweisen

close-question = Bevor das Fenster schließt
close-question-title = Ohne Fenster weiter Wache halten?
close-question-sentence = Programme bleiben verbunden, und das Symbol in der Taskleiste holt das Fenster zurück. Oder alle Toys stoppen und beenden. { -vigil } merkt sich deine Wahl; in den Einstellungen lässt sie sich ändern.
close-keep = Weiter Wache halten
close-quit = Stoppen und beenden
close-stay = Offen lassen
quit-question = Bevor { -vigil } beendet wird
quit-vigil = { -vigil } beenden
quit = Beenden
quit-stay = Nicht beenden

held = Alles ist gestoppt
held-title = Alles ist gestoppt.
held-sentence = Programme bleiben verbunden, bewegen aber nichts.
held-release = Programme wieder Toys bewegen lassen
held-release-looked = Ich habe nachgesehen, weitermachen
stopped-from-window = In diesem Fenster gestoppt.
stopped-from-notification = Aus einer Benachrichtigung gestoppt.
stopped-from-tray = Über das Symbol in der Taskleiste gestoppt.
stopped-from-stop-key = Mit der Stopptaste gestoppt.
stopped-from-command = Von vigil --stop gestoppt.
stopped-from-window-at = In diesem Fenster gestoppt: { $time }.
stopped-from-notification-at = Aus einer Benachrichtigung gestoppt: { $time }.
stopped-from-tray-at = Über das Symbol in der Taskleiste gestoppt: { $time }.
stopped-from-stop-key-at = Mit der Stopptaste gestoppt: { $time }.
stopped-from-command-at = Von vigil --stop gestoppt: { $time }.
stopped-at = Gestoppt: { $time }.

messages = Hinweise
close-message = Diesen Hinweis schließen
see-all-alerts = Alle Meldungen ansehen
what-happened = Was ist passiert?
news-alerts = { $count } neue Meldungen.
news-one-program = { $name } wurde { $count }-mal getrennt.
news-some-program = Ein Programm wurde { $count }-mal getrennt.
news-went-away = { $count } Programme sind verschwunden.
news-went-silent = { $count } Programme antworten nicht mehr.
news-cut-off = { $count } Programme wurden getrennt.

waiting-toys = Neue Toys
waiting-searching =
    { $count ->
        [one] { $names } sucht Toys.
       *[other] { $names } suchen Toys.
    }
waiting-question =
    { $count ->
        [one] Ein neues ist da: Gehört es dir?
       *[other] Neue sind da: Gehören sie dir?
    }
toy-without-name = Ein Toy ohne Namen
connect = Verbinden
connect-toy = { $name } verbinden
connect-nameless = Das Toy ohne Namen verbinden
not-now = Jetzt nicht
not-now-toy = Jetzt nicht: { $name }
not-now-nameless = Jetzt nicht: das Toy ohne Namen
waiting-more =
    { $count ->
        [one] { $count } weiteres neues Toy unter „{ -toys }“
       *[other] { $count } weitere neue Toys unter „{ -toys }“
    }

help-title = Tasten und Hilfe
close = Schließen
key-ctrl = Strg
key-alt = Alt
key-esc = Esc
key-or = oder
key-to = bis
key-stop = Alles stoppen, wo auch immer du im Fenster bist
key-places = { -watch }, { -toys }, { -alerts }, { -settings }, { -log }, in dieser Reihenfolge
key-settings = { -settings }
key-search = Suchen, in { -alerts } und { -log }
key-zoom = Alles größer oder kleiner; { $key } und das Mausrad tun dasselbe
key-zoom-reset = Alles in gewohnter Größe
key-escape = Schließen, was offen ist, oder ein Feld lassen, wie es war
key-help = Diese Seite zeigen oder schließen
key-quit = Alle Toys stoppen und beenden
help-how = So funktioniert es
help-how-sentence = Ein Programm (ein Spiel, ein Player, ein Skript) verbindet sich mit der Adresse oben im Fenster und bewegt deine Toys. Wenn es einfriert, abstürzt oder verschwindet, stoppt { -vigil } sie. Viele Programme melden immer wieder, dass sie noch da sind: Das ist ein Ping. Bleibt er aus, merkt { -vigil }, dass ein Programm eingefroren ist.
help-begin = Zum Anfangen
help-begin-limit = Wähle unter „{ -watch }“, wie lange ein Programm still sein darf. Für die meisten passt { $limit }.
help-begin-toy = Suche unter „{ -toys }“ dein Toy, oder füge eines auf dem Bildschirm hinzu, um alles ohne Toy auszuprobieren.
help-begin-address = Kopiere die Adresse in das Programm. Ist ein anderer Server offen, etwa Intiface Central, schließe ihn zuerst: Beide wollen dieselbe Adresse und dieselben Toys.
help-introduce = Die ersten Schritte zeigen
help-moving = Wenn sich ein Toy weiter bewegt
help-moving-sentence = Drücke „{ -stop-everything }“. Bewegt es sich immer noch, schalte es von Hand aus und sieh unter „{ -alerts }“ nach.
