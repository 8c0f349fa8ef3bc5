using System.Management.Automation.Language;
using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Rehearsal;

/// <summary>A prompt of the rehearsal's engine: everything that the script left is there.</summary>
internal static class InteractivePrompt
{
    /// <summary>Reads and runs until <c>exit</c> or the end of the input. Ctrl+C stops what runs, not the prompt.</summary>
    public static void Run(PowerShellSession session, TextReader input, TextWriter output, StopSignals signals)
    {
        output.WriteLine();
        output.WriteLine("The servers run, and $contoso, $fabrikam, $container, $backupSas, $restoreSas and $token are set. 'exit' leaves.");
        signals.OnInterrupt = session.Stop;
        try
        {
            while (!signals.Token.IsCancellationRequested && session.Host.ExitCode is null && Read(input, output) is string command)
                session.Show(command);
        }
        finally
        {
            signals.OnInterrupt = null;
        }
    }

    private static string? Read(TextReader input, TextWriter output)
    {
        output.Write("PS> ");
        output.Flush();
        string? text = input.ReadLine();
        while (text is not null && IsIncomplete(text))
        {
            output.Write(">>  ");
            output.Flush();
            if (input.ReadLine() is not string more) break;
            text += Environment.NewLine + more;
        }

        return text;
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        return errors.Any(error => error.IncompleteInput);
    }
}
