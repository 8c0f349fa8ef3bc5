using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MhsmBackup.Tests.Framework;

/// <summary>An assembly's metadata, read without loading it.</summary>
internal sealed class AssemblyFile : IDisposable
{
    private readonly PEReader _file;
    private readonly Dictionary<string, TypeDefinitionHandle> _types = [];
    private readonly Dictionary<string, string> _forwarded = [];

    public AssemblyFile(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        Reader = _file.GetMetadataReader();
        AssemblyDefinition definition = Reader.GetAssemblyDefinition();
        Name = Reader.GetString(definition.Name);
        Version = definition.Version;
        foreach (TypeDefinitionHandle type in Reader.TypeDefinitions) _types.TryAdd(NameOf(Reader, type), type);
        foreach (ExportedType type in Reader.ExportedTypes.Select(Reader.GetExportedType))
        {
            if (type.Implementation.Kind != HandleKind.AssemblyReference) continue;
            string target = Reader.GetString(Reader.GetAssemblyReference((AssemblyReferenceHandle)type.Implementation).Name);
            _forwarded.TryAdd(Join(Reader.GetString(type.Namespace), Reader.GetString(type.Name)), target);
        }
    }

    public MetadataReader Reader { get; }

    public string Name { get; }

    public Version Version { get; }

    public TypeDefinitionHandle? FindType(string name) => _types.TryGetValue(name, out TypeDefinitionHandle type) ? type : null;

    /// <summary>The assembly that a type has moved to; a nested type moves with its outermost one.</summary>
    public string? ForwardOf(string name) => _forwarded.GetValueOrDefault(name.Split('+')[0]);

    /// <summary>Whether a type declares a member: a name with a signature.</summary>
    public bool Declares(TypeDefinitionHandle type, string member)
    {
        TypeDefinition definition = Reader.GetTypeDefinition(type);
        return definition.GetMethods().Select(Reader.GetMethodDefinition)
                .Any(method => Reader.GetString(method.Name) + " " + SignatureText.Of(method.DecodeSignature(SignatureText.Instance, null)) == member)
            || definition.GetFields().Select(Reader.GetFieldDefinition)
                .Any(field => Reader.GetString(field.Name) + " " + field.DecodeSignature(SignatureText.Instance, null) == member);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Whether a file is an assembly; the framework has modules that are none.</summary>
    public static bool Is(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        return file.HasMetadata && file.GetMetadataReader().IsAssembly;
    }

    public static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType().IsNil
            ? Join(reader.GetString(type.Namespace), reader.GetString(type.Name))
            : NameOf(reader, type.GetDeclaringType()) + "+" + reader.GetString(type.Name);
    }

    public static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf(reader, (TypeReferenceHandle)type.ResolutionScope) + "+" + reader.GetString(type.Name)
            : Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Join(string space, string name) => space.Length == 0 ? name : space + "." + name;
}
