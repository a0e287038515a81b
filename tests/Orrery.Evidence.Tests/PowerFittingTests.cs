namespace Orrery.Evidence.Tests;

public sealed class PowerFittingTests
{
    [Fact]
    public void Runs_under_a_cap_that_only_their_own_power_tells_are_not_predicted()
    {
        var findings = new EvidenceFindings("t");
        var table = MeasuredTable.Read("t.csv", new StringReader("""
            Hardware,Num of Hardware,Framework,Model,Input Output Length,Batch Size,avg_power
            Nvidia H100 GPU,1,vLLM,meta-llama/Meta-Llama-3-8B,1024,16,404200
            Nvidia H100 GPU,1,TensorRT-LLM,meta-llama/Meta-Llama-3-8B,1024,16,449600
            Nvidia GH200 GPU,1,TensorRT-LLM,meta-llama/Meta-Llama-3-8B,1024,16,445900

            """));
        Assert.Equal(["h100-sxm", "gh200"], BatchPower.Batches(table, Catalogs.Systems(), findings).Select(batch => batch.Point.System));
        Assert.Equal(("under a power cap that the record does not state", 1), Assert.Single(findings.Unmapped) is var row ? (row.Reason, row.Rows) : default);
    }
}
