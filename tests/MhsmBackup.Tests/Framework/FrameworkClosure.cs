using System.Reflection.Metadata;

namespace MhsmBackup.Tests.Framework;

/// <summary>
/// All that Windows PowerShell 5.1 would load for the module, and whether everything it refers to is there: each assembly
/// shipped in a version that the resolver serves, or in .NET Framework 4.7.2, or PowerShell itself; each type and member in it.
/// </summary>
internal sealed class FrameworkClosure : IDisposable
{
    private const string Host = "System.Management.Automation";
    private static readonly Version HostVersion = new(3, 0, 0, 0);

    private readonly Dictionary<string, AssemblyFile> _shipped;
    private readonly Dictionary<string, AssemblyFile> _framework;

    public FrameworkClosure(IEnumerable<string> shipped, IEnumerable<string> framework)
    {
        _shipped = shipped.Select(path => new AssemblyFile(path)).ToDictionary(file => file.Name);
        _framework = framework.Select(path => new AssemblyFile(path)).ToDictionary(file => file.Name);
    }

    public int CheckedMembers { get; private set; }

    public IEnumerable<string> Shipped => _shipped.Keys;

    public void Dispose()
    {
        foreach (AssemblyFile file in _shipped.Values.Concat(_framework.Values)) file.Dispose();
    }

    /// <summary>What is missing, a line each.</summary>
    public IEnumerable<string> Problems() => _shipped.Values.SelectMany(file => VersionsOf(file).Concat(TypesOf(file)).Concat(MembersOf(file)).Distinct().Select(problem => $"{file.Name}: {problem}"));

    private IEnumerable<string> VersionsOf(AssemblyFile file)
    {
        foreach (AssemblyReference reference in file.Reader.AssemblyReferences.Select(file.Reader.GetAssemblyReference))
        {
            string name = file.Reader.GetString(reference.Name);
            if (name == Host)
            {
                if (reference.Version != HostVersion) yield return $"wants {name} {reference.Version}";
            }
            else if (Find(name) is not AssemblyFile found)
            {
                yield return $"wants {name} {reference.Version}, which is nowhere";
            }
            else if (found.Version < reference.Version)
            {
                yield return $"wants {name} {reference.Version}, and {found.Version} is there";
            }
        }
    }

    private IEnumerable<string> TypesOf(AssemblyFile file)
    {
        foreach (TypeReferenceHandle handle in file.Reader.TypeReferences)
        {
            if (HomeOf(file, handle) is not (string assembly, string type) || assembly == Host) continue;
            if (Resolve(assembly, type) is null) yield return $"wants the type {type} of {assembly}";
        }
    }

    private IEnumerable<string> MembersOf(AssemblyFile file)
    {
        MetadataReader reader = file.Reader;
        foreach (MemberReference member in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            if (TypeOf(reader, member.Parent) is not TypeReferenceHandle handle || HomeOf(file, handle) is not (string assembly, string type) || assembly == Host) continue;
            string name = reader.GetString(member.Name) + " " + (member.GetKind() == MemberReferenceKind.Method
                ? SignatureText.Of(member.DecodeMethodSignature(SignatureText.Instance, null))
                : member.DecodeFieldSignature(SignatureText.Instance, null));
            CheckedMembers++;
            if (Resolve(assembly, type) is (AssemblyFile home, TypeDefinitionHandle definition) && !HasMember(home, definition, name))
                yield return $"wants {type}::{name} of {home.Name}";
        }
    }

    // The type itself or one that it inherits from: a compiler may name either.
    private bool HasMember(AssemblyFile home, TypeDefinitionHandle type, string member)
    {
        if (home.Declares(type, member)) return true;
        EntityHandle parent = home.Reader.GetTypeDefinition(type).BaseType;
        if (parent.IsNil) return false;
        if (parent.Kind == HandleKind.TypeDefinition) return HasMember(home, (TypeDefinitionHandle)parent, member);
        return TypeOf(home.Reader, parent) is TypeReferenceHandle handle
            && HomeOf(home, handle) is (string assembly, string name)
            && Resolve(assembly, name) is (AssemblyFile next, TypeDefinitionHandle definition)
            && HasMember(next, definition, member);
    }

    private AssemblyFile? Find(string name) => _shipped.GetValueOrDefault(name) ?? _framework.GetValueOrDefault(name);

    private (AssemblyFile Home, TypeDefinitionHandle Type)? Resolve(string assembly, string type)
    {
        for (AssemblyFile? file = Find(assembly); file is not null; file = file.ForwardOf(type) is string next ? Find(next) : null)
        {
            if (file.FindType(type) is TypeDefinitionHandle found) return (file, found);
        }

        return null;
    }

    // Arrays and the like have members that no assembly declares.
    private static TypeReferenceHandle? TypeOf(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference) return (TypeReferenceHandle)parent;
        if (parent.Kind != HandleKind.TypeSpecification) return null;
        BlobReader signature = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return null;
        signature.ReadCompressedInteger(); // class or value type
        EntityHandle generic = signature.ReadTypeHandle();
        return generic.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)generic : null;
    }

    private static (string Assembly, string Type)? HomeOf(AssemblyFile file, TypeReferenceHandle handle)
    {
        EntityHandle scope = file.Reader.GetTypeReference(handle).ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference) scope = file.Reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        return scope.Kind == HandleKind.AssemblyReference
            ? (file.Reader.GetString(file.Reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name), AssemblyFile.NameOf(file.Reader, handle))
            : null;
    }
}
