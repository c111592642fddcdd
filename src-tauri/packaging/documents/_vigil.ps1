
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'vigil' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'vigil'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'vigil' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Listen on this loopback address')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Listen on this port; 0 takes any free port')
            [CompletionResult]::new('--allow-origin', '--allow-origin', [CompletionResultType]::ParameterName, 'Let this web page connect, such as https://player.example, unless it is refused for good in the settings; may be given several times. Files and apps whose origin names nobody (null, file://, app://.) are let in by the window alone')
            [CompletionResult]::new('--allow-host', '--allow-host', [CompletionResultType]::ParameterName, 'Let programs call this computer by this name, such as a reverse proxy''s; may be given several times')
            [CompletionResult]::new('--max-ping-time', '--max-ping-time', [CompletionResultType]::ParameterName, 'Stop everything when a program sends no ping for this long: 0 (off) or 50 to 600000')
            [CompletionResult]::new('--ping-policy', '--ping-policy', [CompletionResultType]::ParameterName, 'What happens to a program that does not ping; with --max-ping-time, ''required'' unless the settings say otherwise')
            [CompletionResult]::new('--connection-limit', '--connection-limit', [CompletionResultType]::ParameterName, 'Treat a program''s connection as lost when it does not answer for this long: 1000 to 60000')
            [CompletionResult]::new('--simulate', '--simulate', [CompletionResultType]::ParameterName, 'Add a toy that exists on the screen only; may be given several times')
            [CompletionResult]::new('--device-port', '--device-port', [CompletionResultType]::ParameterName, 'Let toys connect over WebSocket on this port; 0 takes any free port')
            [CompletionResult]::new('--user-device-config', '--user-device-config', [CompletionResultType]::ParameterName, 'Take over the names, limits and permissions of toys from this file of Intiface Central or intiface-engine, and the kinds of toys that it describes; of two limits, the stricter one applies')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep settings, alerts and logs in this directory')
            [CompletionResult]::new('--headless', '--headless', [CompletionResultType]::ParameterName, 'Serve without a window: one JSON object per event on stdout, the log on stderr')
            [CompletionResult]::new('--hidden', '--hidden', [CompletionResultType]::ParameterName, 'Start in the desktop''s tray, without showing the window; without a tray, the window is shown after a moment')
            [CompletionResult]::new('--device-port-lan', '--device-port-lan', [CompletionResultType]::ParameterName, 'Let toys on the whole network reach that port, not only this computer; programs cannot connect there')
            [CompletionResult]::new('--only-known', '--only-known', [CompletionResultType]::ParameterName, 'Connect only toys that were connected before; in the window, others wait for a click. Without a window, Vigil otherwise connects every toy of a kind that it knows')
            [CompletionResult]::new('--no-bluetooth', '--no-bluetooth', [CompletionResultType]::ParameterName, 'Do not use Bluetooth')
            [CompletionResult]::new('--stop', '--stop', [CompletionResultType]::ParameterName, 'Tell the Vigil that runs to stop every toy and to hold it still, also after a restart. Exit code 0: every toy has confirmed its stop; 3: no Vigil is running; 4: it did not answer within 2 s; 5: everything is held, but a toy did not confirm its stop, or the hold could not be saved; 1: Vigil could not be asked')
            [CompletionResult]::new('--release', '--release', [CompletionResultType]::ParameterName, 'Let programs move toys again after everything was stopped. Exit code 0: they may; 4: the Vigil that runs did not answer; 5: there is something to look at first; 1: Vigil could not be asked')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
