namespace MhsmBackup.Emulator.SignIn;

/// <summary>An error of Microsoft Entra ID, as its token endpoint answers it.</summary>
/// <param name="Code">The number behind AADSTS.</param>
/// <param name="Status">The answer's status code.</param>
/// <param name="Error">The error word of OAuth 2.0.</param>
/// <param name="Text">Entra ID's words; <c>{client}</c>, <c>{name}</c>, <c>{tenant}</c>, <c>{resource}</c>, <c>{user}</c>, <c>{now}</c> and <c>{value}</c> stand for those of a request.</param>
/// <param name="Suberror">What a client tells its user apart by, when Entra ID sends it.</param>
internal sealed record EntraError(int Code, int Status, string Error, string Text, string? Suberror = null);
