invalid-limit = Die Grenze muss aus sein oder zwischen { $min } und { $max } ms liegen, nicht bei { $limit } ms.
invalid-connection-limit = Die Grenze für Verbindungen muss zwischen { $min } und { $max } ms liegen, nicht bei { $limit } ms.
invalid-port = Der Port muss eine Zahl von 1 bis 65535 sein.
invalid-address = Andere Computer können { $address } erreichen. Diese Version ist nur auf diesem Computer erreichbar, zum Beispiel unter 127.0.0.1.
invalid-server-name = Der Server braucht einen Namen von 1 bis { $most } Zeichen.
invalid-program-name = Der Name eines Programms darf nicht leer sein.
invalid-exempt-origin = „{ $origin }“ ist nicht die Adresse einer Webseite und kann deshalb nicht von der Grenze ausgenommen werden.
invalid-origin = „{ $origin }“ ist nicht die Adresse einer Webseite. Gib sie ein wie https://player.example, ohne etwas dahinter.
invalid-nameless-origin = Jede Datei oder App kann sich „{ $origin }“ nennen, deshalb lässt sich das nicht dauerhaft erlauben. Vigil fragt dich jedes Mal.
invalid-host = „{ $host }“ ist nicht der Name eines Computers. Gib ihn ein wie toys.example, ohne Port.
invalid-device-port = Der Port für Toys muss eine Zahl von 1 bis 65535 sein und sich vom Port für Programme unterscheiden.
invalid-always-told = Vigil meldet dir immer, wenn ein Stopp misslungen ist, ein Toy sich vielleicht noch bewegt oder etwas nicht bewahrt werden konnte.
invalid-zoom = Das Fenster kann alles in { $min } bis { $max } % seiner üblichen Größe zeigen, nicht in { $percent } %.
invalid-stop-key = „{ $key }“ kann nicht die Taste sein, die alles stoppt.
invalid-toy-twice = Zwei Toys auf dem Bildschirm können nicht dieselbe Nummer haben, { $number }.
invalid-toy-number = Ein Toy auf dem Bildschirm kann nicht die Nummer { $number } haben; { $most } ist die höchste.

refused-toy-name = Der Name eines Toys hat höchstens { $most } Zeichen und keine Zeilenumbrüche.
refused-toy-limit = Ein Höchstwert liegt zwischen 0 und 100 %.
refused-toy-range = Das untere Ende eines Bereichs liegt nicht über seinem oberen.
refused-no-position = Nur eine Position hat ein unteres Ende und lässt sich umkehren.
refused-message-gap = Die Zeit zwischen zwei Befehlen beträgt höchstens { $most } ms.
refused-not-saved =
    { $file ->
        [settings] Nichts wurde geändert, weil sich die Einstellungen nicht speichern ließen: { $error }.
       *[toys] Nichts wurde geändert, weil sich die Liste der Toys nicht speichern ließ: { $error }.
    }
refused-partly-saved =
    { $file ->
        [settings] Deine Einschränkung gilt jetzt, geht aber verloren, wenn Vigil geschlossen wird; der Rest wurde nicht geändert, weil sich die Einstellungen nicht speichern ließen: { $error }.
       *[toys] Deine Einschränkung gilt jetzt, geht aber verloren, wenn Vigil geschlossen wird; der Rest wurde nicht geändert, weil sich die Liste der Toys nicht speichern ließ: { $error }.
    }
refused-toy-gone = Dieses Toy ist nicht mehr da.
refused-toy-gone-already = Dieses Toy ist schon nicht mehr da.
refused-toy-unknown = Vigil kennt dieses Toy nicht mehr.
refused-no-output = Das kann dieses Toy nicht.
refused-toy-not-connected = Dieses Toy ist nicht verbunden.
refused-toy-not-near = Dieses Toy ist nicht mehr in der Nähe. Suche noch einmal danach.
refused-program-gone = Dieses Programm ist schon nicht mehr da.
refused-alert-gone = Diese Meldung ist schon nicht mehr da.
refused-server-off = Solange der Server aus ist, kann sich keine Webseite verbinden.
refused-drill-server-off = Der Probealarm braucht den Server. Schalte ihn zuerst ein.
refused-drill-not-watched = Vigil erwartet gerade keine Pings. Wähle, nach wie viel Stille es stoppt, und probiere es dann.
refused-drill-toy-moves = Etwas bewegt dieses Toy gerade. Starte den Probealarm, wenn es stillsteht.
refused-drill-nothing-runs = Nichts an diesem Toy bewegt sich von selbst weiter, deshalb würde der Probealarm nichts zeigen.
refused-drill-runs = Es läuft schon ein Probealarm.
refused-page-nameless = Hier ist nicht erkennbar, welche Webseite es ist, deshalb lässt sie sich nicht dauerhaft erlauben.
refused-page-left = Sie ist inzwischen gegangen. Starte sie noch einmal und antworte, sobald Vigil fragt.
refused-too-many-pages = Es sind schon { $most } Seiten erlaubt, mehr passen nicht in die Liste. Entferne zuerst eine.
refused-held = Alles ist gestoppt. Lass zuerst Programme weitermachen.
refused-toy-held = Du hast dieses Toy gestoppt. Lass es sich zuerst wieder bewegen.
refused-device = Das kann das Toy nicht: { $problem }.
refused-shutting-down = Vigil wird geschlossen.

import-no-file = Vigil findet keine Liste der Toys dort, wo Intiface Central sie ablegt. Gib an, wo die Datei ist.
import-unreadable = Nichts wurde übernommen: { $path } ist nicht lesbar: { $problem }.
import-not-understood = Aus { $path } wurde nichts übernommen: { $problem }.

export-not-written = Die Meldungen ließen sich nicht als { $path } speichern: { $problem }.

log-not-saved = Das Log ließ sich nicht als { $path } speichern: { $problem }.
log-not-shown = Das System zeigt hier keine Ordner an. Die Dateien liegen in { $folder }.

autostart-not-here = Auf diesem System kann Vigil nicht bei der Anmeldung starten.
autostart-not-written = { $file } ließ sich nicht schreiben: { $problem }.
autostart-unspeakable = Das Programm von Vigil liegt an einem Ort, den man keinem Desktop nennen kann: { $program }.
