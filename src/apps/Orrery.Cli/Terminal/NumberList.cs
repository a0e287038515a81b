using System.CommandLine;
using System.Globalization;

namespace Orrery.Cli.Terminal;

/// <summary>An option that takes one number or several: <c>1,8,64</c>.</summary>
static class NumberList
{
    public static Option<int[]> Option(string name, string description, params int[] standard) => new(name)
    {
        Description = standard.Length > 0 ? $"{description} [default: {string.Join(',', standard)}]" : description,
        HelpName = "N,…",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var numbers = new List<int>();
            foreach (var word in result.Tokens.SelectMany(t => t.Value.Split(',')))
            {
                if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1) numbers.Add(number);
                else result.AddError($"{name} has '{word}'; it takes whole numbers from 1, with commas between.");
            }
            return [.. numbers];
        },
    };
}
