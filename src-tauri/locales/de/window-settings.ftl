### Einstellungen.

settings = { -settings }
settings-sentence = Alles wird sofort gespeichert.
settings-version = { -vigil } { $version }
settings-term = So heißt es beim Programmieren
list-none = Keine.
list-add = Hinzufügen
list-remove = Entfernen
list-remove-this = { $name } entfernen
list-there = Das steht schon in der Liste.
port-ask = Ein Port ist eine ganze Zahl von 1 bis 65535.

set-watch = Die Wache
set-limit = Alles stoppen, wenn ein Programm so lange still ist
set-limit-off = Aus: Ein Programm, das einfriert, fällt nicht auf, solange seine Verbindung steht.
set-limit-every-toy = Ein Programm muss sich mindestens alle { $limit } melden: „Ich bin noch da.“ Tut es das nicht, stoppen alle Toys, und es wird getrennt.
set-limit-its-toys = Ein Programm muss sich mindestens alle { $limit } melden: „Ich bin noch da.“ Tut es das nicht, stoppen die Toys, die es bewegt, und es wird getrennt.
set-policy = Programme, die nicht pingen
set-policy-sentence = Viele Programme verwenden eine Bibliothek, die gar keine Pings sendet.
set-policy-term-required = erforderlich
set-policy-term-supported = wo möglich
set-policy-required = Jedes Programm muss pingen
set-policy-required-sentence = Ein Programm, das nicht pingt, wird getrennt, wenn die Grenze erreicht ist. Das ist die sicherste Wahl, und so sieht es das Protokoll vor.
set-policy-supported = Nur Programme, die pingen
set-policy-supported-sentence = Die Grenze gilt für ein Programm, sobald es zweimal hintereinander rechtzeitig gepingt hat. Bis dahin wird nur seine Verbindung überwacht, und das steht auf seiner Karte.
set-exempt = Programme ohne Grenze
set-exempt-sentence = Bei diesen Programmen überwacht { -vigil } nur die Verbindung, egal wie die Grenze ist. Es erkennt ein Programm an dem Namen, den es angibt, und eine Webseite auch an ihrer Adresse.
set-exempt-add = Ein Programm hinzufügen
set-exempt-placeholder = Name eines Programms
set-connection = Eine Verbindung, die nicht antwortet, gilt als verloren nach
set-connection-term = Sekunden
set-connection-sentence = { -vigil } bittet jede Verbindung ständig um Antwort, ob ihr Programm pingt oder nicht. Eine Antwort zeigt, dass Computer und Verbindung funktionieren, nicht, dass das Programm es tut.
set-connection-label = Sekunden, bis eine Verbindung ohne Antwort als verloren gilt
set-connection-ask = Diese Grenze ist eine ganze Zahl von Sekunden, von 1 bis 60.
set-every-toy = Ein verlorenes Programm stoppt alle Toys
set-every-toy-on = Wird ein Programm getrennt, stoppen auch Toys, die andere Programme bewegen.
set-every-toy-off = Wird ein Programm getrennt, stoppen nur die Toys, die es bewegt hat.
set-locked = Alles stoppen, wenn der Bildschirm gesperrt wird
set-locked-sentence = Auch wenn jemand anderes den Bildschirm übernimmt. Toys bleiben gestoppt, bis du Programme weitermachen lässt.

set-server = Wo sich Programme verbinden
set-port = Port
set-port-sentence = Die Zahl am Ende der Adresse. Die meisten Programme erwarten 12345.
set-name = Name
set-name-sentence = Der Name, den Programme sehen.
set-start = Programme verbinden lassen, sobald { -vigil } offen ist
set-start-sentence = Ist das aus, schaltest du den Server unter „{ -watch }“ ein.
set-pages = Webseiten
set-pages-sentence = Bei einer Seite, die hier nicht steht, fragt { -vigil } dich. Eine erlaubte Seite verbindet sich, wann sie will; eine mit „Nie“ wird ohne Frage abgewiesen. Um eine im Voraus zu erlauben, gib den Anfang ihrer Adresse ein, etwa https://player.example.
set-hosts = Andere Namen dieses Computers
set-hosts-sentence = Programme erreichen { -vigil } als localhost, über seine Adresse oder über den Namen dieses Computers. Gibt ihm ein Reverse Proxy oder ein Container einen anderen Namen, füge ihn hier hinzu. Jede Webseite, der ein Name auf dieser Liste gehört, kommt bis zur Frage von { -vigil }.
set-hosts-add = Einen Namen hinzufügen
set-hosts-none = Keine: { -vigil } hört nur auf die eigenen Namen dieses Computers.

pages-none = Keine: { -vigil } fragt dich bei jeder Webseite.
pages-add = Eine Webseite erlauben
page-is-allowed = Erlaubt
page-is-never = Nie
page-is-away = Abgewiesen
page-never-this = { $origin } nie verbinden lassen
page-never-title = Sie wird ab jetzt ohne Frage abgewiesen
page-allow = Erlauben
page-allow-this = { $origin } erlauben
page-ask-again = Wieder fragen
page-remove-title = { -vigil } fragt dich wieder, wenn sie kommt
page-asked-in = In { $minutes } min fragt { -vigil } wieder nach ihr.
page-allowed = Erlaubt: { $time }.
page-refused = Abgelehnt: { $time }.
page-allowed-long-ago = Erlaubt, bevor { -vigil } sich Daten merkte.
page-refused-long-ago = Abgelehnt, bevor { -vigil } sich Daten merkte.
page-not-used = Seitdem nicht genutzt.
page-not-tried = Seitdem kein Versuch.
page-used =
    { $count ->
        [one] Einmal genutzt, zuletzt { $time }.
       *[other] { $count }-mal genutzt, zuletzt { $time }.
    }
page-tried =
    { $count ->
        [one] Ein Versuch, zuletzt { $time }.
       *[other] { $count } Versuche, zuletzt { $time }.
    }
today = heute { $time }

set-toys = { -toys }
set-bluetooth = Bluetooth
set-bluetooth-on = { -vigil } findet Toys und spricht mit ihnen.
set-bluetooth-off = { -vigil } lässt Bluetooth in Ruhe; ein anderes Programm kann die Toys haben.
set-adapter = Bluetooth-Adapter
set-adapter-sentence = Welcher benutzt wird, wenn dieser Computer mehrere hat.
set-only-known = Fragen, bevor sich ein neues Toy verbindet
set-only-known-on = Ein Toy, das hier neu ist, wartet, bis du auf „Verbinden“ klickst, egal wer nach Toys sucht. Danach verbindet es sich automatisch.
set-only-known-off = Eine Suche verbindet jedes Toy einer Art, die { -vigil } kennt, auch das der Nachbarn, und jedes Programm kann es bewegen.
set-built = Selbst gebaute Toys
set-built-term-port = Device WebSocket Server, Port { $port }
set-built-off = Aus. Wenn du das einschaltest, können sich solche Toys mit einem Port dieses Computers verbinden.
set-built-lan-on = Sie verbinden sich mit Port { $port } dieses Computers.
set-built-on = Sie verbinden sich mit ws://127.0.0.1:{ $port }.
set-built-port = Port für selbst gebaute Toys
set-built-label = Selbst gebaute Toys verbinden lassen
set-lan = Solche Toys aus deinem Netzwerk verbinden lassen
set-lan-on = Vorsicht: Alle in deinem Netzwerk können etwas verbinden, das sich als Toy ausgibt, und nichts ist verschlüsselt. Es liest mit, was Programme ihm sagen, und kann ihnen Messwerte melden; deine anderen Toys kann es nicht bewegen. Programme können sich nicht aus dem Netzwerk verbinden.
set-lan-off = Aus. Nur dieser Computer erreicht den Port.
set-lan-label = Selbst gebaute Toys aus deinem Netzwerk verbinden lassen

set-alerts = { -alerts }
set-notifications = Benachrichtigungen auf dem Desktop
set-notifications-sentence = Meldungen zeigt auch dein System, damit du sie siehst, wenn das Fenster hinter anderen liegt.
set-sound = Ton
set-sound-sentence = Ein kurzer, ruhiger Ton, wenn etwas passiert ist.
set-sound-listen = Anhören
set-told = Was dir gemeldet wird
set-told-sentence = Was nicht angehakt ist, wird dir nicht gemeldet: keine Benachrichtigung, kein Hinweis im Fenster, kein Ton, keine Markierung. In der Liste der Meldungen steht trotzdem alles. Immer gemeldet wird dir ein Stopp, der nicht gelang, ein Toy, das sich vielleicht noch bewegt, und eine Einstellung, die sich nicht speichern ließ.
set-told-ticked = Was angehakt ist, wird gemeldet.
set-told-all = Dir wird alles gemeldet
set-told-some =
    { $count ->
        [one] { $count } Ursache wird dir nicht gemeldet
       *[other] { $count } Ursachen werden dir nicht gemeldet
    }

set-window = { -vigil } selbst
set-appearance = Aussehen
set-appearance-sentence = Dunkel, hell oder wie dein System.
as-system = System
dark = Dunkel
light = Hell
set-language = Sprache
set-language-sentence = Was { -vigil } dir sagt, auch in Benachrichtigungen. Das Log bleibt auf Englisch.
set-zoom = Größe von allem
set-zoom-sentence = Auch mit { $key } und +, − oder 0 und mit { $key } und dem Mausrad.
set-zoom-out = Kleiner
set-zoom-in = Größer
set-zoom-usual = Normal
set-close = Wenn das Fenster geschlossen wird
set-close-sentence = { -vigil } kann mit seinem Symbol in der Taskleiste weiter Wache halten. Auf einem Desktop ohne solche Symbole wird es beendet.
set-close-ask = Fragen
set-close-keep = Weiter wachen
set-close-quit = Beenden
set-autostart = Beim Anmelden starten
set-autostart-sentence = Dein Desktop startet { -vigil }, und Programme können sich von da an verbinden.
set-autostart-label = { -vigil } beim Anmelden starten
set-hidden = Ohne Fenster starten
set-hidden-sentence = Nur mit dem Symbol in der Taskleiste. Auf einem Desktop ohne solche Symbole wird das Fenster gezeigt.
set-hidden-label = Beim Anmelden ohne Fenster starten
set-keys = Tasten und Hilfe
set-keys-sentence = Was die Tastatur in diesem Fenster tut, und wie du anfängst.
set-keys-show = Zeigen (F1)
set-files = Wo { -vigil } seine Dateien ablegt
set-files-sentence = Einstellungen und der Verlauf der Meldungen sind hier; das Log hat einen eigenen Ordner.
