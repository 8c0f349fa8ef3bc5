using System.Management.Automation.Language;

namespace MhsmBackup.Rehearsal.Scripts;

/// <summary>Takes a script apart into its statements with PowerShell's own parser.</summary>
public static class ScriptReader
{
    /// <summary>Reads a script.</summary>
    /// <param name="script">Its text.</param>
    /// <exception cref="FormatException">The script has a syntax error.</exception>
    public static IReadOnlyList<ScriptStatement> Read(string script)
    {
        ScriptBlockAst tree = Parser.ParseInput(script, out Token[] tokens, out ParseError[] errors);
        if (errors.Length > 0) throw new FormatException($"Line {errors[0].Extent.StartLineNumber}: {errors[0].Message}");

        var statements = new List<ScriptStatement>();
        int from = 0;
        foreach (StatementAst statement in tree.EndBlock.Statements)
        {
            IScriptExtent extent = statement.Extent;
            string[] comment = [.. tokens
                .Where(token => token.Kind == TokenKind.Comment && token.Extent.StartOffset >= from && token.Extent.EndOffset <= extent.StartOffset)
                .Select(token => token.Text.TrimStart('#').Trim())];
            string? command = statement is PipelineAst { PipelineElements: [CommandAst only, ..] } ? only.GetCommandName() : null;
            statements.Add(new ScriptStatement(comment, extent.Text, command));
            from = extent.EndOffset;
        }

        return statements;
    }
}
