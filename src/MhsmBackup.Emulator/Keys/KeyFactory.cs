using System.Security.Cryptography;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Keys;

/// <summary>Makes key versions with real material.</summary>
internal static class KeyFactory
{
    private static readonly string[] RsaOperations = ["wrapKey", "decrypt", "encrypt", "unwrapKey", "sign", "verify"];
    private static readonly string[] CurveOperations = ["sign", "verify"];
    private static readonly string[] OctOperations = ["wrapKey", "decrypt", "encrypt", "unwrapKey"];

    /// <summary>Curve names of the service and the object ids that the platform knows them by.</summary>
    private static readonly Dictionary<string, string> Curves = new(StringComparer.Ordinal)
    {
        ["P-256"] = "1.2.840.10045.3.1.7",
        ["P-384"] = "1.3.132.0.34",
        ["P-521"] = "1.3.132.0.35",
        ["P-256K"] = "1.3.132.0.10",
    };

    internal static KeyVersion Create(CreateKeyRequest request, DateTimeOffset now)
    {
        (byte[] material, string? curve, string[] operations) = request.KeyType switch
        {
            "RSA-HSM" or "RSA" => (NewRsa(request.KeySize ?? 2048, request.PublicExponent), null, RsaOperations),
            "EC-HSM" or "EC" => (NewCurve(request.Curve ?? "P-256"), request.Curve ?? "P-256", CurveOperations),
            "oct-HSM" or "oct" => (NewOct(request.KeySize ?? 256), (string?)null, OctOperations),
            _ => throw ServiceException.BadParameter($"Property kty has invalid value '{request.KeyType}'."),
        };
        long seconds = now.ToUnixTimeSeconds();
        return new KeyVersion
        {
            Version = Guid.NewGuid().ToString("N"),
            KeyType = request.KeyType.EndsWith("-HSM", StringComparison.Ordinal) ? request.KeyType : request.KeyType + "-HSM",
            Curve = curve,
            Operations = [.. request.Operations ?? operations],
            Enabled = request.Attributes?.Enabled ?? true,
            Exportable = request.Attributes?.Exportable ?? false,
            NotBefore = request.Attributes?.NotBefore,
            Expires = request.Attributes?.Expires,
            Created = seconds,
            Updated = seconds,
            Tags = request.Tags,
            Material = material,
        };
    }

    /// <summary>The public part, as a JSON web key holds it.</summary>
    internal static JsonWebKey PublicPart(KeyVersion version, string kid)
    {
        JsonWebKey key = new() { Kid = kid, KeyType = version.KeyType, Operations = version.Operations, Curve = version.Curve };
        switch (version.KeyType)
        {
            case "RSA-HSM":
                using (RSA rsa = RSA.Create())
                {
                    rsa.ImportPkcs8PrivateKey(version.Material, out _);
                    RSAParameters parameters = rsa.ExportParameters(false);
                    return key with { N = Base64Url(parameters.Modulus), E = Base64Url(parameters.Exponent) };
                }

            case "EC-HSM":
                using (ECDsa curve = ECDsa.Create())
                {
                    curve.ImportPkcs8PrivateKey(version.Material, out _);
                    ECPoint point = curve.ExportParameters(false).Q;
                    return key with { X = Base64Url(point.X), Y = Base64Url(point.Y) };
                }

            default:
                return key;
        }
    }

    private static byte[] NewRsa(int size, int? exponent)
    {
        if (size is not (2048 or 3072 or 4096))
        {
            throw ServiceException.BadParameter($"Property key_size has invalid value '{size}'.");
        }

        if (exponent is not (null or 0 or 65537))
        {
            throw ServiceException.BadParameter($"Property public_exponent has invalid value '{exponent}'.");
        }

        using RSA rsa = RSA.Create(size);
        return rsa.ExportPkcs8PrivateKey();
    }

    private static byte[] NewCurve(string name)
    {
        if (!Curves.TryGetValue(name, out string? id))
        {
            throw ServiceException.BadParameter($"Property crv has invalid value '{name}'.");
        }

        using ECDsa curve = ECDsa.Create(ECCurve.CreateFromValue(id));
        return curve.ExportPkcs8PrivateKey();
    }

    private static byte[] NewOct(int size) => size is 128 or 192 or 256
        ? RandomNumberGenerator.GetBytes(size / 8)
        : throw ServiceException.BadParameter($"Property key_size has invalid value '{size}'.");

    private static string Base64Url(byte[]? bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
