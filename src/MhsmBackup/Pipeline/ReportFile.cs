using System.Text;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Pipeline;

/// <summary>Writes a file whole or not at all: who has it open never sees half of it.</summary>
internal static class ReportFile
{
    /// <summary>Writes it.</summary>
    /// <param name="path">A path of the file system.</param>
    /// <param name="text">The content; it is written as UTF-8.</param>
    /// <param name="isForced">Whether a read-only file is overwritten.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidReportPath"/>.</exception>
    public static void Write(string path, string text, bool isForced)
    {
        string folder = Path.GetDirectoryName(path) ?? path;
        if (!Directory.Exists(folder)) throw Invalid(path, $"there is no folder {folder}; make it first");
        if (Directory.Exists(path)) throw Invalid(path, "it is a folder; give a file in it, like report.html");
        string next = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        try
        {
            bool isReadOnly = File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);
            if (isReadOnly && !isForced) throw Invalid(path, "it is read-only; give -Force to overwrite it");
            File.WriteAllText(next, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (isReadOnly) File.SetAttributes(path, FileAttributes.Normal);
            if (File.Exists(path)) File.Replace(next, path, destinationBackupFileName: null);
            else File.Move(next, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Invalid(path, e.Message);
        }
        finally
        {
            File.Delete(next);
        }
    }

    /// <summary>What cannot be written to, and why.</summary>
    public static MhsmInputException Invalid(string path, string why) => new(MhsmErrorId.InvalidReportPath, $"The report cannot be written to '{Redaction.OfUri(path)}': {Redaction.OfText(why)}.");
}
