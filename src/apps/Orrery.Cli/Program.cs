using Orrery.Cli;

using var interrupt = new Interrupt();
using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
return CommandLine.Run(args, Session.OfProcess(output, interrupt.Token));
