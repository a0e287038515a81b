namespace Orrery.Cli.Tests;

public sealed class ValidateVerbTests
{
    [Fact]
    public void Without_data_the_published_figures_are_predicted()
    {
        using var shell = new Shell();
        var outcome = shell.Run("validate --by");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Against the bounds", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("llama-3.1-70b", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bound_that_is_missed_exits_with_one_only_where_it_is_asked_for()
    {
        using var shell = new Shell();
        shell.Write("data/splitwise_perf_model.csv", "model,hardware,prompt_size,batch_size,token_size,prompt_time,token_time,tensor_parallel\nllama2-70b,a100-80gb,512,1,128,1,1,8\n");

        Assert.Equal(0, shell.Run("validate --data data").ExitCode);
        Assert.Equal(1, shell.Run("validate --data data --check").ExitCode);
    }

    [Fact]
    public void Runs_whose_files_are_missing_are_named()
    {
        using var shell = new Shell();
        shell.Write("data/llmservingsim_profile/meta.yaml", "\n");

        var outcome = shell.Run("validate --data data --traces elsewhere");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("roofline of inference-lab", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("there is no folder llmservingsim_profile/RTX4090", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_or_file_that_cannot_be_used_is_bad_input()
    {
        using var shell = new Shell();
        shell.Write("data/aic_silicon_e2e.csv", "a,b\n1,2\n");

        Assert.Equal(2, shell.Run("validate --data nowhere").ExitCode);
        var outcome = shell.Run("validate --data data");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("aic_silicon_e2e.csv has no column 'system'", outcome.Error, StringComparison.Ordinal);
    }
}
