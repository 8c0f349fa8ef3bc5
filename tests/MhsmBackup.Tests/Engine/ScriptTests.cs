using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Rehearsal.Scripts;

namespace MhsmBackup.Tests.Engine;

/// <summary>The rehearsal's script: taken apart as PowerShell reads it, and stopped by the first thing that is not true.</summary>
public sealed class ScriptTests
{
    [Fact]
    public void A_script_comes_apart_into_statements_with_their_comments()
    {
        IReadOnlyList<ScriptStatement> statements = ScriptReader.Read(
            """
            # One line,
            # and another.
            Get-Item /
            $a = 1 # beside
            if ($a) {
                'inside'
            }
            """);
        Assert.Equal(["Get-Item /", "$a = 1", "if ($a) {\n    'inside'\n}"], statements.Select(statement => statement.Text.ReplaceLineEndings("\n")));
        Assert.Equal(["One line,", "and another."], statements[0].Comment);
        Assert.Equal("Get-Item", statements[0].Command);
        Assert.Null(statements[1].Command);
        Assert.Equal(["beside"], statements[2].Comment);
    }

    [Fact]
    public void A_syntax_error_is_told_with_its_line()
    {
        var error = Assert.Throws<FormatException>(() => ScriptReader.Read("1\n2\nif ("));
        Assert.StartsWith("Line 3:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Proofs_that_hold_are_counted_and_commands_are_echoed()
    {
        (Proofs? proofs, IReadOnlyList<string> lines) = Run("# Sums.\n$sum = 1 + 1\nAssert-Proof 'one and one is two' { $sum -eq 2 }");
        Assert.Equal(["one and one is two"], proofs!.Held);
        Assert.Empty(proofs.Failed);
        Assert.Equal([string.Empty, "# Sums.", "PS> $sum = 1 + 1", "  [ok] one and one is two"], lines);
    }

    [Theory]
    [InlineData("$false")]
    [InlineData("$null")]
    [InlineData("throw 'cannot tell'")]
    public void A_proof_that_does_not_hold_ends_the_script(string condition)
    {
        (Proofs? proofs, IReadOnlyList<string> lines) = Run($"Assert-Proof 'it is so' {{ {condition} }}\n'never shown'");
        Assert.Equal(["it is so"], proofs!.Failed);
        Assert.DoesNotContain("never shown", lines);
    }

    [Fact]
    public void An_error_that_was_not_expected_ends_the_script_without_proofs()
    {
        (Proofs? proofs, IReadOnlyList<string> lines) = Run("Assert-Proof 'yes' { $true }\nImport-Module no-such-module\n'never shown'");
        Assert.Null(proofs);
        Assert.DoesNotContain("never shown", lines);
    }

    [Theory]
    [InlineData("Import-Module no-such-module", "Modules_ModuleNotFound", true)]
    [InlineData("Import-Module no-such-module", "SomethingElse", false)]
    [InlineData("throw 'PathNotFound'", "PathNotFound", true)]
    [InlineData("'no error'", "PathNotFound", false)]
    public void An_expected_error_is_known_by_its_id(string action, string errorId, bool holds)
    {
        (Proofs? proofs, _) = Run($"Assert-Error {errorId} {{ {action} }}");
        Assert.Equal(holds ? 1 : 0, proofs!.Held.Count);
        Assert.Equal(holds ? 0 : 1, proofs.Failed.Count);
    }

    private static (Proofs? Proofs, IReadOnlyList<string> Lines) Run(string script)
    {
        using PowerShellSession session = PowerShellSession.Open(commands: ScriptRunner.Commands);
        Proofs? proofs = new ScriptRunner(session).Run(script, TestContext.Current.CancellationToken);
        return (proofs, session.Host.Record.Lines);
    }
}
