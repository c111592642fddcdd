### Die ersten Schritte.

first-step = Schritt { $step } von { $all }
first-what = Was { -vigil } tut
first-limit = Stoppen, wenn ein Programm so lange still ist …
first-feel = Den Stopp spüren
first-back = Zurück
first-stop-after = Nach { $limit } stoppen
first-done = Fertig
first-go-on = Weiter
first-skip = Erste Schritte überspringen
first-again = Mit F1 findest du diese Schritte wieder.
first-escape = Escape überspringt sie, und F1 bringt sie zurück.

first-what-sentence = { -vigil } sitzt zwischen Programmen und deinen Toys. Wenn ein Programm einfriert, abstürzt oder verschwindet, stoppt { -vigil } die Toys, die es bewegt hat.
first-program-pings = Ein Programm pingt
first-vigil-watches = { -vigil } hält Wache
first-toy-moves = Das Toy bewegt sich
first-it-freezes = Es friert ein
first-vigil-stops = { -vigil } stoppt es
first-toy-still = Das Toy ist still

first-limit-sentence = Viele Programme melden immer wieder, dass sie noch da sind: Sie pingen. Kommt so lange kein Ping, stoppt { -vigil } die Toys und trennt das Programm.
first-limit-1000 = Empfohlen. Programme, die pingen, tun es mindestens zweimal pro Sekunde.
first-limit-2000 = Für Programme, die ruckeln, oder einen langsamen Computer.
first-limit-5000 = Für Programme, die beim Laden pausieren.
first-limit-own = So, wie es jetzt ist.
first-cannot-ping = Manche Programme können nicht pingen. Deshalb werden sie nie getrennt: { -vigil } überwacht ihre Verbindung, stoppt die Toys, wenn sie endet, und kennzeichnet ihre Karte mit „nur Verbindung“.
first-must-ping = Manche Programme können nicht pingen. In den Einstellungen hast du gewählt, dass jedes Programm es muss: Eines, das es nicht kann, wird getrennt. Du kannst es ausnehmen.
first-settings = In den Einstellungen gibt es andere Zeiten und „Aus“.

first-feel-search = Schalte dein Toy ein, halte es in die Nähe, schließe seine eigene App und lass { -vigil } danach suchen. Oder füge eines auf dem Bildschirm hinzu: Es tut, was ein echtes tut.
first-feel-drill = Starte den Probealarm: Ein Testprogramm bewegt das Toy ein wenig und verstummt dann, wie ein Spiel, das einfriert.
