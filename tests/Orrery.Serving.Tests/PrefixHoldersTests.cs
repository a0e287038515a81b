using FsCheck;
using FsCheck.Fluent;
using Orrery.Performance;
using Orrery.Serving.Engines;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class PrefixHoldersTests
{
    const int BlockTokens = 4;

    [Fact]
    public void One_look_up_names_the_replicas_with_most_of_a_prompt_as_asking_each_of_them_does()
    {
        var (found, evicted) = (0, 0);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(3, 11), Prop.ForAll<ulong>(seed =>
        {
            var source = new RandomSource(seed);
            var replicas = Enumerable.Range(0, 1 + source.NextInt(70)).Select(_ => new Replica(source.NextInt(40))).ToArray();
            var holders = new PrefixHolders([.. replicas.Select(static replica => replica.Cache)]);
            for (var i = 0; i < 400; i++)
            {
                evicted += replicas[source.NextInt(replicas.Length)].Serve(Draw(source, i));

                var request = Draw(source, -1 - i);
                var tokens = replicas.Select(replica => replica.Cache.Find(request, request.InputTokens).Tokens).ToArray();
                Assert.Equal(tokens.Max(), holders.Longest(request, out var bits));
                if (tokens.Max() == 0) continue; // then nobody is asked for
                found++;
                for (var r = 0; r < replicas.Length; r++) Assert.Equal(tokens[r] == tokens.Max(), (bits[r >> 6] >> (r & 63) & 1) == 1);
            }
        }));
        Assert.True(found > 1000 && evicted > 1000, $"only {found} prompts were found and {evicted} units evicted");
    }

    // One of five families up to a unit of its own; units of two, six or three tokens, of which not every one ends a block.
    static Request Draw(RandomSource source, long id)
    {
        var (family, units, common) = (source.NextInt(5), 1 + source.NextInt(12), source.NextInt(13));
        var unit = family switch { 0 => 2, 1 => 3, _ => 6 };
        return new Request(id, default, units * unit, 1, Enumerable.Range(0, units).Select(i => i < common ? family * 100L + i : 1_000_000 + id * 100 + i).ToArray(), unit);
    }

    sealed class Replica
    {
        readonly KvPool _pool;

        public Replica(int blocks)
        {
            _pool = new(new KvLayout([1.0], 0, new Bytes(BlockTokens * blocks)), [Reach.Full], BlockTokens);
            Cache = new(_pool, BlockTokens);
        }

        public PrefixCache Cache { get; }

        Request _last;
        int _kept;

        // Computes a prompt and lets go of it; what it leaves in the cache is all that others see. Returns the blocks of the prompt before it that had to go.
        public int Serve(in Request request)
        {
            var sequence = new Sequence { Request = request, Shared = [] };
            var hit = Cache.Find(request, request.InputTokens);
            Cache.Share(ref sequence, hit);
            Cache.Register(ref sequence, request.InputTokens);
            _pool.Take(sequence.SharedBytes - hit.Bytes); // what it computed; what it found has been taken
            Cache.GiveUp(ref sequence);
            Cache.Trim();
            var evicted = _kept - Kept(_last);
            (_last, _kept) = (request, Kept(request));
            return Math.Max(0, evicted);
        }

        int Kept(in Request request) => request.InputTokens == 0 ? 0 : Cache.Find(request, request.InputTokens).Blocks;
    }
}
