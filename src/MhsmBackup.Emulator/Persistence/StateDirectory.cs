using System.Security.Cryptography;
using System.Text.Json;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Persistence;

/// <summary>What survives a restart, as files that only their owner may read; without a directory, nothing does.</summary>
internal sealed class StateDirectory
{
    private readonly string? root;

    internal StateDirectory(string? root)
    {
        this.root = root;
        if (root is not null)
        {
            CreatePrivate(root);
            CreatePrivate(Path.Combine(root, "hsms"));
        }
    }

    internal CertificateAuthority Authority()
    {
        if (Read("authority.pem") is { } pem)
        {
            return CertificateAuthority.Load(pem);
        }

        CertificateAuthority made = CertificateAuthority.Create();
        Write("authority.pem", made.Export());
        return made;
    }

    internal RSA SigningKey()
    {
        RSA key = RSA.Create(2048);
        if (Read("signing.pem") is { } pem)
        {
            key.ImportFromPem(pem);
        }
        else
        {
            Write("signing.pem", key.ExportPkcs8PrivateKeyPem());
        }

        return key;
    }

    internal HsmRecord? Load(string hsm)
    {
        try
        {
            return Read(FileOf(hsm)) is { } json ? JsonSerializer.Deserialize<HsmRecord>(json, WireJson.Options) : null;
        }
        catch (JsonException damage)
        {
            throw new IOException($"The saved state of the HSM '{hsm}' cannot be read: {damage.Message}", damage);
        }
    }

    internal void Save(string hsm, HsmRecord record)
    {
        if (root is not null)
        {
            Write(FileOf(hsm), JsonSerializer.Serialize(record, WireJson.Options));
        }
    }

    private static string FileOf(string hsm) => Path.Combine("hsms", hsm + ".json");

    private string? Read(string name) => root is not null && File.Exists(Path.Combine(root, name)) ? File.ReadAllText(Path.Combine(root, name)) : null;

    /// <summary>A file is whole or not there: it is written beside, then moved into place.</summary>
    private void Write(string name, string content)
    {
        if (root is null)
        {
            return;
        }

        string path = Path.Combine(root, name);
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream stream = new(beside, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
