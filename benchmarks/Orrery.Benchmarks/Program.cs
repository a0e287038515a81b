using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

var results = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "benchmarks");
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.WithArtifactsPath(results));
