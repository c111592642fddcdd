### The first steps.

first-step = Step { $step } of { $all }
first-what = What { -vigil } does
first-limit = Stop when a program is silent for…
first-feel = Feel the stop
first-back = Back
first-stop-after = Stop after { $limit }
first-done = Done
first-go-on = Go on
first-skip = Skip the first steps
first-again = You find these steps again with F1.
first-escape = Escape skips them, and F1 brings them back.

first-what-sentence = { -vigil } sits between programs and your toys. When a program freezes, crashes or goes away, { -vigil } stops the toys it moved.
first-program-pings = A program pings
first-vigil-watches = { -vigil } watches
first-toy-moves = The toy moves
first-it-freezes = It freezes
first-vigil-stops = { -vigil } stops it
first-toy-still = The toy is still

first-limit-sentence = Many programs say again and again that they are still here: they ping. When no ping comes for this long, { -vigil } stops the toys and disconnects the program.
first-limit-1000 = Recommended. Programs that ping do so at least twice a second.
first-limit-2000 = For programs that stutter, or a slow computer.
first-limit-5000 = For programs that pause while they load.
first-limit-own = As it is now.
first-cannot-ping = Some programs cannot ping. They are never cut off for that: { -vigil } watches their connection, stops the toys if that ends, and marks their card "connection only".
first-must-ping = Some programs cannot ping. In Settings you chose that every program has to: one that cannot is disconnected. You can exempt it.
first-settings = Settings have other times, and off.

first-feel-search = Switch your toy on, hold it near, close its own app, and let { -vigil } look for it. Or add one on the screen: it does what a real one does.
first-feel-drill = Start the fire drill: a test program moves the toy a little and then falls silent, like a game that freezes.
