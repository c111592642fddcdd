// What a missed ping looks like to a program. Start a server that expects pings first, for instance
//
//     vigil --headless --max-ping-time 1000 --simulate vibrator
//     dotnet run [ws://127.0.0.1:12345]

using System;
using System.Threading;
using System.Threading.Tasks;
using Buttplug.Client;
using Buttplug.Core;

namespace PingTimeoutExample
{
    /// <summary>The official client, whose ping timer can be stopped.</summary>
    internal class ExampleClient : ButtplugClient
    {
        public ExampleClient()
            : base("Example Client")
        {
        }

        public void StopPingTimer() => _pingTimer?.Change(Timeout.Infinite, Timeout.Infinite);
    }

    internal class Program
    {
        private static async Task WaitForKey()
        {
            Console.WriteLine("Press Enter to continue.");
            await Task.Run(Console.ReadLine);
        }

        private static async Task RunExample(Uri address)
        {
            var client = new ExampleClient();
            ButtplugPingException missed = null;
            var disconnected = new TaskCompletionSource<bool>();

            // The client pings by itself, at half the time that the server allows. Code of yours may still block the
            // thread that its timer runs on, and connections may break: these events tell which of the two it was.
            client.ErrorReceived += (sender, args) => missed = missed ?? args.Exception as ButtplugPingException;
            client.PingTimeout += (sender, args) => Console.WriteLine("Buttplug ping timeout!");
            client.ServerDisconnect += (sender, args) =>
            {
                // The client fires this twice: when the server leaves, and when it does so itself.
                if (disconnected.TrySetResult(true))
                {
                    Console.WriteLine("Buttplug disconnected!");
                }
            };

            await client.ConnectAsync(new ButtplugWebsocketConnector(address));
            Console.WriteLine("Client connected");

            // As long as we wait here, the pings go on and nothing else is printed.
            await WaitForKey();

            // Now we stop them on purpose. The server stops all toys, says why, and ends the connection.
            Console.WriteLine("Stopping ping timer");
            client.StopPingTimer();
            await disconnected.Task;

            // Everything that we ask for from here on fails. The client itself only knows that it is not connected:
            // why, it has told ErrorReceived.
            try
            {
                await client.StartScanningAsync();
            }
            catch (ButtplugException error)
            {
                var kind = missed != null ? "ERROR_PING" : error.GetType().Name;
                Console.WriteLine($"Command failed: {kind}: {(missed ?? error).Message}");
            }
        }

        private static void Main(string[] args)
        {
            RunExample(new Uri(args.Length > 0 ? args[0] : "ws://127.0.0.1:12345")).GetAwaiter().GetResult();
        }
    }
}
