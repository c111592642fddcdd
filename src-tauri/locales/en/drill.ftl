### What a fire drill came to.

drill-passed = Passed: the program fell silent, its connection was closed after { $closed }, and { $toy } stood still after { $still }.
drill-passed-hint = The toy itself confirmed its stop.
drill-late = Fire drill failed: { $toy } stood still only { $after } after the program fell silent, and not after { $limit }.
drill-busy-hint = The computer was probably very busy. Close what keeps it busy, and repeat the drill.
drill-unconfirmed = Fire drill failed: { $toy } did not confirm that it stopped. If it still moves, switch it off by hand.
drill-unconfirmed-hint = Charge it, bring it nearer, and repeat the drill before you use it. Do not rely on a toy that fails again.
drill-nothing-to-tell = Fire drill failed: nothing could be told to { $toy }, because its position is not known. If it still moves, switch it off by hand.
drill-nothing-to-tell-hint = Toys of this kind finish the movement that they were told last.
drill-not-closed = Fire drill failed: Vigil did not close the silent program's connection within { $waited }. If it still moves, switch it off by hand.
drill-not-closed-hint = Restart Vigil and repeat the drill. If it fails again, please report it with the log.
drill-interrupted = The fire drill was stopped before its end.
drill-interrupted-hint = It proved nothing. Repeat it while nobody stops or disconnects anything.
drill-not-connected = Fire drill failed: Vigil did not let its own program in.
drill-not-connected-hint = Other programs probably cannot connect either. Switch the server off and on again.
drill-not-watched = The fire drill was not possible: Vigil does not expect pings.
drill-not-watched-hint = Choose when to stop in Settings, under “Stops when silent for”.
drill-refused = The fire drill was not possible: { $toy } could not be moved.
drill-refused-hint = It may have left, or be stopped, or all that it can do may be switched off.
drill-no-answer = Fire drill failed: Vigil did not answer its own program.
