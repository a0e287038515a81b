using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Orrery.Benchmarks.Speed;

if (args is ["speed", .. var rest]) return SpeedCommand.Run(rest);

var results = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "benchmarks");
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.WithArtifactsPath(results));
return 0;
