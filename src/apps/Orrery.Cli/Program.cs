using System.CommandLine;

RootCommand root = new("A working model of AI-inference infrastructure.");
return root.Parse(args).Invoke();
