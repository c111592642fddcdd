### Programm, Toy, Webseite, Grenze; du. Was geschehen ist, dann was es bedeutet und was zu tun ist.

## Wie es um die Toys steht

no-toy-moved = Kein Toy bewegte sich.
still-at-once =
    { $confirmed ->
        [one] { $toy } stand sofort still.
        [both] Beide Toys standen sofort still.
        [all] Alle { $count } Toys standen sofort still.
       *[some] { $count } Toys standen sofort still.
    }
still-later =
    { $confirmed ->
        [one] { $toy } stand { $after } später still.
        [both] Beide Toys standen { $after } später still.
        [all] Alle { $count } Toys standen { $after } später still.
       *[some] { $count } Toys standen { $after } später still.
    }
stop-not-confirmed = { $toys }: Der Stopp wurde nicht bestätigt.
stop-not-told = { $toys }: Es konnte kein Befehl gegeben werden, weil die Position nicht bekannt ist.

others-yours = Auch die Toys, die du selbst bewegt hast, wurden gestoppt.
others-of-programs = Auch die Toys von { $programs } wurden gestoppt.
others-of-programs-and-yours = Auch die Toys von { $programs } und die, die du selbst bewegt hast, wurden gestoppt.
others-hint = Ein verlorenes Programm stoppt jedes Toy, so hast du es eingestellt. Es kann stattdessen auch nur seine eigenen Toys stoppen.

saved-still-after = { $toy }: still nach { $after } ms
saved-still = { $toy }: steht still
saved-not-told = { $toy }: Es konnte kein Befehl gegeben werden
saved-not-confirmed = { $toy }: Der Stopp wurde nicht bestätigt

## Sitzungen

session-silent = { $program } hat { $silent } lang nicht mehr geantwortet.
session-silent-hint = Es wurde getrennt und darf sich wieder verbinden. Geschieht das, obwohl das Programm gut läuft, erhöhe die Grenze.
session-silent-page-hint = Es wurde getrennt und darf sich wieder verbinden. Es läuft in einer Webseite: Browser bremsen eine Seite, während ihr Tab verdeckt ist. Lass den Tab also sichtbar oder erhöhe die Grenze.
session-never-pinged = { $program } hat nie einen Ping gesendet und wurde getrennt, als die Grenze von { $limit } erreicht war.
session-never-pinged-hint = Vielleicht kann seine Bibliothek keine Pings senden. Mit der Grenze wird es jedes Mal getrennt. Vigil kann stattdessen nur seine Verbindung überwachen.
session-connection-silent = Die Verbindung zu { $program } hat { $silent } lang nicht geantwortet.
session-connection-silent-hint = Das Programm, sein Computer oder das Netz dazwischen ist eingefroren. Es darf sich wieder verbinden.
session-lost = { $program } ist ohne Abschied verschwunden.
session-lost-hint = Es ist abgestürzt, wurde beendet oder hat seine Verbindung verloren. Es darf sich wieder verbinden.
session-violation = { $program } hat etwas gesendet, das nicht erlaubt ist, und wurde getrennt.
session-not-reading = { $program } hat seine Nachrichten nicht gelesen, deshalb hat Vigil es getrennt.
session-not-reading-hint = Vielleicht ist es eingefroren. Es darf sich wieder verbinden.
session-vigil-late = Vigil hat { $late } lang nicht reagiert und { $program } deshalb sicherheitshalber getrennt.
session-vigil-late-hint = Vielleicht ist dieser Computer überlastet. Das Programm hat nichts falsch gemacht.
session-internal = In Vigil ist bei der Arbeit für { $program } ein Fehler aufgetreten. Das Programm wurde getrennt.
session-internal-hint = Das Programm hat nichts falsch gemacht. Mehr steht im Log.
session-read-late = Vigil konnte von { $program } nicht rechtzeitig lesen und hat die Toys sicherheitshalber gestoppt.
session-read-late-hint = Vielleicht ist dieser Computer überlastet. Das Programm hat nichts falsch gemacht und bleibt verbunden.
session-slowed = { $program } verbindet sich immer wieder oder wird immer wieder getrennt. Vigil lässt es jetzt immer langsamer herein, bis zu einer Verbindung in 10 s.
session-slowed-hint = Kein anderes Programm muss deshalb warten. Beruhigt es sich nicht, schließe es; hat es sich ein paar Minuten lang gut verhalten, kommt es wieder sofort herein. Bis dahin zählt Vigil, was mit ihm geschieht, und meldet es dir nicht jedes Mal.

violation-binary = Ein binärer Frame, der keinen Text enthält; das Protokoll besteht aus Text.
violation-large = Ein Frame von mehr als 1 MiB.
violation-utf8 = Ein Text-Frame, der kein UTF-8 ist.
violation-websocket = Ein Frame, der gegen das WebSocket-Protokoll verstößt.

## Toys

toy-stop-unconfirmed = { $toy } hat nicht bestätigt, dass es gestoppt hat. Seine Verbindung wurde getrennt.
toy-by-hand = Bewegt es sich noch, schalte es von Hand aus.
toy-lost = Die Verbindung zu { $toy } ging verloren, während es sich bewegte. Bewegt es sich noch, schalte es von Hand aus.
toy-lost-hint = Vigil versucht, es wiederzubekommen, und stoppt es dann als Erstes. Die üblichen Ursachen sind eine schwache Batterie, die Entfernung, andere Funkgeräte oder Bluetooth, das ausgeschaltet oder ausgesteckt wurde.
toy-lost-back = Die Verbindung zu { $toy } ging verloren, während es sich bewegte. Nach { $after } war es wieder da und wurde als Erstes gestoppt.
toy-lost-back-hint = Die üblichen Ursachen sind eine schwache Batterie, die Entfernung, andere Funkgeräte oder Bluetooth, das ausgeschaltet oder ausgesteckt wurde.

toy-refused-here = Etwas auf diesem Computer, das sich als Toy verbunden hat, wurde abgewiesen: { $why }.
toy-refused-there = Etwas unter { $peer }, das sich als Toy verbunden hat, wurde abgewiesen: { $why }.
toy-refused-page = Es ist die Webseite { $page }, und keine Webseite ist ein Toy
toy-refused-silent = Es hat nicht gesagt, was es ist
toy-refused-unreadable = Seine Vorstellung ist nicht lesbar: { $reason }
toy-refused-version = Es spricht Version { $version } des Toy-Protokolls, und Vigil kennt Version 0
toy-refused-identifier = Seine Kennung ist leer oder zu lang
toy-refused-address = Seine Adresse ist zu lang
toy-refused-unknown = Vigil kennt kein Toy mit der Kennung { $identifier }
toy-refused-unidentified = Es hat nicht wie ein Toy seiner Art geantwortet: { $reason }
toy-refused-denied = Du lässt es nicht zu
toy-refused-already-here = Ein Toy mit seiner Adresse ist schon verbunden
toy-refused-full = Es sind zu viele Toys verbunden
toy-refused-page-hint = Wenn keine Webseite dein Toy sein soll, schließe diese Seite.
toy-refused-full-hint = Trenne ein Toy, das du nicht brauchst.
toy-refused-unidentified-hint = Sein Programm muss antworten wie das Toy, das es nennt; oder gib ihm eine andere Kennung.
toy-refused-hint = Ein selbst gebautes Toy sagt zuerst, welchem Toy es gleicht, zum Beispiel { $example }. Ändere das im Programm des Toys; es darf sich wieder verbinden.

toy-port-failed = Toys können sich nicht über WebSocket verbinden: Port { $port } ließ sich nicht öffnen.
toy-port-failed-hint = { $problem }. Wähle in den Einstellungen einen anderen Port für Toys.

## Das Fenster

window-silent = Vigils Fenster hat { $silent } lang nicht geantwortet, deshalb wurde das Toy gestoppt, das du damit bewegt hast.
window-silent-hint = Der Rest von Vigil hat die ganze Zeit Wache gehalten. Geschieht das oft, ist der Computer sehr beschäftigt.
window-crashed = Vigils Fenster ist abgestürzt und wurde neu gezeichnet. Der Rest von Vigil hat die ganze Zeit Wache gehalten.
window-crashed-hint = Ein Toy, das du mit dem Fenster bewegt hast, wurde gestoppt. Geschieht das oft, kann der Grafiktreiber die Ursache sein, oder der Computer hat zu wenig Speicher.
window-crashed-again = Vigils Fenster stürzt immer wieder ab, deshalb wurde alles gestoppt: Ohne das Fenster hättest du kein Toy stoppen können.
window-crashed-again-hint = Alles bleibt gestoppt, bis du Programme weitermachen lässt. Der Grafiktreiber kann die Ursache sein, oder der Computer hat zu wenig Speicher.

## Webseiten

page-asks = Die Webseite { $page } möchte deine Toys bewegen.
page-asks-hint = Sie wartet eine Minute auf deine Antwort. Danach erlaube sie hier und lade die Seite neu. Vielleicht fragt dich auch dein Browser, bevor die Seite sich verbinden kann. Erlaube nur eine Seite, die du kennst und der du vertraust.
page-asks-nameless = Eine Datei auf diesem Computer oder eine App möchte deine Toys bewegen. Sie nennt sich { $page }.
page-asks-nameless-hint = Jede Datei, jede App und verborgene Teile von Webseiten können sich so nennen: Vigil kann nicht erkennen, wer es ist. Lass sie nur herein, wenn du sie gerade selbst geöffnet hast. Das gilt für diese eine Sitzung; beim nächsten Mal fragt sie wieder.

page-refused = Die Webseite { $page } wollte deine Toys bewegen und wurde abgewiesen.
page-refused-nameless = Eine Webseite ohne Namen wollte deine Toys bewegen und wurde abgewiesen.
page-not-allowed-hint = Wenn du diese Seite kennst und ihr vertraust, starte Vigil mit --allow-origin { $page }.
page-not-allowed-nameless-hint = Sie sagt nicht, woher sie kommt, deshalb kannst du sie nicht erlauben.
page-too-many-hint = Es warteten schon zu viele Seiten, deshalb hat Vigil diese abgewiesen, ohne dich zu fragen. Wenn du sie kennst und ihr vertraust, erlaube sie hier und lade die Seite neu.
page-nameless-hint = Sie sagt nicht, welche Seite, Datei oder App sie ist: Jede andere könnte dasselbe sagen. In Vigils Fenster lässt sich eine Datei oder App für eine Sitzung hereinlassen; ohne das Fenster öffne die Seite unter ihrer eigenen Adresse, nicht als Datei und nicht innerhalb einer anderen Seite.

page-host = Die Webseite { $page } hat diesen Computer „{ $host }“ genannt und wurde abgewiesen.
program-host = Ein Programm oder eine Webseite hat diesen Computer „{ $host }“ genannt und wurde abgewiesen.
host-hint = Wenn du diesem Computer diesen Namen gegeben hast, etwa für einen Reverse-Proxy oder einen Container, trage ihn in den Einstellungen bei den anderen Namen dieses Computers ein, oder starte Vigil mit --allow-host { $host }. Sonst lass es: Schädliche Webseiten verwenden solche Namen, um sich ohne deine Erlaubnis zu verbinden.
page-no-host = Die Webseite { $page } hat diesen Computer bei einem fremden Namen genannt und wurde abgewiesen.
nameless-no-host = Eine Webseite ohne Namen hat diesen Computer bei einem fremden Namen genannt und wurde abgewiesen.
no-host-hint = Schädliche Webseiten tun das, um sich ohne deine Erlaubnis zu verbinden. War es ein Programm von dir, gib ihm die Adresse, die Vigil zeigt.

settled-once = { $page } wollte deine Toys bewegen, und du hast sie einmal hereingelassen.
settled-allowed = { $page } wollte deine Toys bewegen, und du hast es erlaubt.
settled-turned-away = { $page } wollte deine Toys bewegen, und du hast sie abgewiesen.
settled-never = { $page } wollte deine Toys bewegen, und du hast gesagt, dass sie sich nie verbinden darf.
decided-once = Du hast sie einmal erlaubt.
decided-never = Du hast gesagt, dass sie sich nie verbinden darf. Das kannst du in der Liste in den Einstellungen ändern.
decided-next = Du hast sie einmal erlaubt: Lade die Seite innerhalb von { $minutes } Minuten neu.
decided-allowed = Du hast sie erlaubt. Sie darf sich jederzeit verbinden, bis du sie in den Einstellungen aus der Liste nimmst.
decided-turned-away = Du hast sie abgewiesen. Vigil fragt dich { $minutes } Minuten lang nicht wieder nach ihr.
decided-all-turned-away = Du hast alle Seiten abgewiesen, die gefragt haben. Vigil fragt dich { $minutes } Minuten lang nicht wieder nach ihr.

## Dateien

own-file =
    { $file ->
        [settings] deine Einstellungen
        [toys] deine Liste der Toys
        [alerts] die Liste der Meldungen
       *[guardian] die Aufzeichnung des Wächters
    }
file-restored = Vigil konnte { own-file } nicht lesen und hat die letzte gute Kopie genommen.
file-restored-of = Vigil konnte { own-file } nicht lesen und hat die letzte gute Kopie genommen, vom { $date }.
file-restored-hint = Prüfe, ob alles so ist, wie du es möchtest: Änderungen nach dieser Kopie sind verloren. Was nicht stimmte: { $reason }.
file-kept-as = Die beschädigte Datei ist aufbewahrt als { $path }.
file-kept = Die beschädigte Datei bleibt, wo sie ist.
file-wrong = Was nicht stimmte: { $reason }.
file-damaged = Vigil konnte { own-file } nicht lesen und ist ohne diese Datei gestartet.
file-partly-read = Vigil konnte { own-file } nur zum Teil lesen. Den Rest hat Vigil behalten.
file-unreadable = Das System lässt Vigil { own-file } nicht lesen.
file-unreadable-hint = Vigil lässt die Datei { $path } so, wie sie ist, und schreibt nicht in sie. Stelle ihre Zugriffsrechte wieder her oder repariere das Laufwerk, auf dem sie liegt, und starte Vigil neu. (Das System sagt: { $reason })
file-invalid = In { $file ->
        [settings] deinen Einstellungen
        [toys] deiner Liste der Toys
        [alerts] der Liste der Meldungen
       *[guardian] der Aufzeichnung des Wächters
    } war etwas ungültig. Vigil verwendet stattdessen den nächstliegenden gültigen Wert.
held-damaged =
    Vigil konnte { own-file } nicht lesen. { $file ->
        [settings] Die Grenze für Programme und alles andere, was du eingestellt hattest, ist nicht bekannt
        [toys] Die Grenzen deiner Toys, was du ausgeschaltet hattest und welche Toys du nicht zulässt, ist nicht bekannt
       *[other] Was darin stand, ist nicht bekannt
    }. Sieh alles durch, bevor du Programme weitermachen lässt; die beschädigte Datei bleibt erhalten, neben { $path }. (Was nicht stimmte: { $reason })
held-unreadable =
    Das System lässt Vigil { own-file } nicht lesen. { $file ->
        [settings] Die Grenze für Programme und alles andere, was du eingestellt hattest, ist nicht bekannt
        [toys] Die Grenzen deiner Toys, was du ausgeschaltet hattest und welche Toys du nicht zulässt, ist nicht bekannt
       *[other] Was darin stand, ist nicht bekannt
    }. Am besten stellst du die Zugriffsrechte von { $path } wieder her und startest Vigil neu; lässt du Programme jetzt weitermachen, gilt nichts davon. (Das System sagt: { $reason })
not-saved = Deine Einschränkung gilt jetzt, ließ sich aber nicht speichern: Sie geht verloren, wenn Vigil geschlossen wird.
not-saved-hint = Meist ist das Laufwerk voll oder lässt sich nicht beschreiben. Schaffe etwas Platz und stelle es noch einmal ein. (Was schiefging: { $problem })

## Der Computer oder sein Bildschirm

left-sleep =
    { $stopped ->
        [yes] Der Computer ging in den Ruhezustand; vorher wurden die Toys gestoppt.
       *[no] Der Computer ging in den Ruhezustand; vorher wurde den Toys befohlen, zu stoppen.
    }
left-shut-down =
    { $stopped ->
        [yes] Der Computer wurde heruntergefahren; vorher wurden die Toys gestoppt.
       *[no] Der Computer wurde heruntergefahren; vorher wurde den Toys befohlen, zu stoppen.
    }
left-locked =
    { $stopped ->
        [yes] Der Bildschirm wurde gesperrt, deshalb wurde alles gestoppt, so wie du es eingestellt hast.
       *[no] Der Bildschirm wurde gesperrt, deshalb wurde allem befohlen, zu stoppen, so wie du es eingestellt hast.
    }
left-user-switched =
    { $stopped ->
        [yes] Ein anderer Benutzer hat den Bildschirm übernommen, deshalb wurde alles gestoppt, so wie du es eingestellt hast.
       *[no] Ein anderer Benutzer hat den Bildschirm übernommen, deshalb wurde allem befohlen, zu stoppen, so wie du es eingestellt hast.
    }
left-by-hand-hint = Bewegt sich ein Toy noch, schalte es von Hand aus.
left-held-hint = Alles bleibt gestoppt, bis du Programme weitermachen lässt.
left-hint = Programme dürfen wieder Toys bewegen.
screen-unseen = Dieses System sagt Vigil nicht, wann der Bildschirm gesperrt wird; Toys stoppen dann also nicht.
screen-unseen-hint = Stoppe selbst alles, bevor du gehst. Unter Linux erfährt Vigil von logind, dass der Bildschirm gesperrt ist, und zwar für die Sitzung, in der es gestartet wurde.

## Vigil selbst

guardian-handed-over = Vigil wurde geschlossen, bevor jedes Toy seinen Stopp bestätigt hatte.
guardian-killed = Vigil wurde von außen beendet, während sich Toys bewegten.
guardian-stopped =
    { $confirmed ->
        [one] { $toy } wurde { $after } später gestoppt.
        [both] Beide Toys wurden { $after } später gestoppt.
        [all] Alle { $count } Toys wurden { $after } später gestoppt.
       *[some] { $count } Toys wurden { $after } später gestoppt.
    }
guardian-not-told = { $toy } konnte kein Befehl gegeben werden.
guardian-not-confirmed = { $toy } hat seinen Stopp nicht bestätigt.
guardian-not-reached = { $toy } war nicht erreichbar.
guardian-killed-hint = Es wurde gewaltsam beendet oder ist abgestürzt.
guardian-hint = Sein Wächter, ein zweiter Prozess, der darüber wacht, hat gestoppt, was sich bewegte.
guardian-by-hand-hint = Schalte von Hand aus, was sich noch bewegt; oder lass Vigil es wiederfinden, dann stoppt Vigil es als Erstes.
guardian-missing = Vigils Wächter lässt sich nicht starten. Alles andere geht, aber wird Vigil selbst gewaltsam beendet, bewegen sich Toys weiter.
guardian-missing-hint = Der Wächter ist ein zweiter Prozess von Vigil. Vielleicht blockiert ihn eine Sicherheitssoftware, oder der Computer hat zu wenig Speicher. Mehr steht im Log; Vigil versucht es weiter.

sessions-stood-still = Vigil selbst hat { $lasted } lang nicht reagiert, deshalb wurde sicherheitshalber jedes Toy gestoppt.
sessions-stood-still-hint = Kein Programm hat etwas falsch gemacht, und keines wurde deshalb getrennt. Vielleicht ist der Computer überlastet.
toys-stood-still = Vigil selbst konnte seine Toys { $lasted } lang nicht steuern und hat sich beendet, damit sein Wächter sie stoppt.
toys-stood-still-hint = Das ist ein Fehler in Vigil selbst, oder der Computer ist überlastet. Starte Vigil neu.
no-toys-stood-still = Vigil selbst konnte seine Toys { $lasted } lang nicht steuern. Keines bewegte sich.
no-toys-stood-still-hint = Erholt es sich nicht, schließe Vigil und starte es neu.
everything-stood-still = Vigil oder der ganze Computer stand { $lasted } lang still, deshalb wurde sicherheitshalber jedes Toy gestoppt.
everything-stood-still-hint = Das geschieht, wenn der Computer in den Ruhezustand geht, während sich Toys bewegen.
watchdog-failed = Der Teil von Vigil, der über Programme wacht, ist ausgefallen, deshalb wurde sicherheitshalber jedes Toy gestoppt. Er wacht wieder.
watchdog-failed-hint = Das ist ein Fehler in Vigil selbst. Kein Programm hat etwas falsch gemacht. Mehr steht im Log.
controller-failed = Vigil ist ausgefallen, hat jedes Toy gestoppt und sich beendet. Starte es neu.
controller-failed-hint = Das ist ein Fehler in Vigil selbst. Was geschehen ist, steht in seinem Log; bitte melde ihn.

port-of-another-vigil = Ein anderes Vigil ist offen, und Programme verbinden sich mit ihm über Port { $port }. Verwende jenes oder schließe es.
port-taken-by = Port { $port } ist von einem anderen Programm belegt ({ $program }).
port-taken = Port { $port } ist von einem anderen Programm belegt.
port-forbidden = Das System lässt Vigil Port { $port } nicht verwenden.
cannot-serve = Programme können sich nicht mit Vigil verbinden: { $problem }.
port-free-again = Port { $port } ist frei geworden, und Programme können sich dort mit Vigil verbinden.
localhost-elsewhere = Programme, die sich mit localhost verbinden, erreichen vielleicht ein anderes Programm: { $elsewhere } gehört nicht Vigil.
localhost-elsewhere-hint = Gib deinen Programmen die Adresse ws://{ $own } oder wähle in den Einstellungen einen anderen Port.
