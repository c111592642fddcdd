complete -c vigil -l listen -d 'Listen on this loopback address' -r
complete -c vigil -l port -d 'Listen on this port; 0 takes any free port' -r
complete -c vigil -l allow-origin -d 'Let this web page connect, such as https://player.example, unless it is refused for good in the settings; may be given several times. Files and apps whose origin names nobody (null, file://, app://.) are let in by the window alone' -r
complete -c vigil -l allow-host -d 'Let programs call this computer by this name, such as a reverse proxy\'s; may be given several times' -r
complete -c vigil -l max-ping-time -d 'Stop everything when a program sends no ping for this long: 0 (off) or 50 to 600000' -r
complete -c vigil -l ping-policy -d 'What happens to a program that does not ping; with --max-ping-time, \'required\' unless the settings say otherwise' -r -f -a "required\t'It is disconnected when the limit runs out'
where-supported\t'Only its connection is watched, until it has pinged in time twice in a row'"
complete -c vigil -l connection-limit -d 'Treat a program\'s connection as lost when it does not answer for this long: 1000 to 60000' -r
complete -c vigil -l simulate -d 'Add a toy that exists on the screen only; may be given several times' -r -f -a "vibrator\t''
rotator\t''
stroker\t''
constrictor\t''"
complete -c vigil -l device-port -d 'Let toys connect over WebSocket on this port; 0 takes any free port' -r
complete -c vigil -l user-device-config -d 'Take over the names, limits and permissions of toys from this file of Intiface Central or intiface-engine, and the kinds of toys that it describes; of two limits, the stricter one applies' -r -F
complete -c vigil -l data-dir -d 'Keep settings, alerts and logs in this directory' -r -F
complete -c vigil -l headless -d 'Serve without a window: one JSON object per event on stdout, the log on stderr'
complete -c vigil -l hidden -d 'Start in the desktop\'s tray, without showing the window; without a tray, the window is shown after a moment'
complete -c vigil -l device-port-lan -d 'Let toys on the whole network reach that port, not only this computer; programs cannot connect there'
complete -c vigil -l only-known -d 'Connect only toys that were connected before; in the window, others wait for a click. Without a window, Vigil otherwise connects every toy of a kind that it knows'
complete -c vigil -l no-bluetooth -d 'Do not use Bluetooth'
complete -c vigil -l stop -d 'Tell the Vigil that runs to stop every toy and to hold it still, also after a restart. Exit code 0: every toy has confirmed its stop; 3: no Vigil is running; 4: it did not answer within 2 s; 5: everything is held, but a toy did not confirm its stop, or the hold could not be saved; 1: Vigil could not be asked'
complete -c vigil -l release -d 'Let programs move toys again after everything was stopped. Exit code 0: they may; 4: the Vigil that runs did not answer; 5: there is something to look at first; 1: Vigil could not be asked'
complete -c vigil -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vigil -s V -l version -d 'Print version'
