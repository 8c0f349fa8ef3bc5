using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Routes;

/// <summary>Role definitions and role assignments, at the scopes <c>/</c>, <c>/keys</c> and <c>/keys/{name}</c>.</summary>
internal static class RoleRoutes
{
    private const string Provider = "/providers/Microsoft.Authorization";

    private static readonly string[] Scopes = ["", "/keys", "/keys/{key}"];

    internal static IEnumerable<HsmRoute> All => Scopes.SelectMany(scope => new HsmRoute[]
    {
        new("GET", scope + Provider + "/roleDefinitions", DataActions.RoleDefinitionRead, Definitions),
        new("GET", scope + Provider + "/roleDefinitions/{name}", DataActions.RoleDefinitionRead, Definition),
        new("GET", scope + Provider + "/roleAssignments", DataActions.RoleAssignmentRead, call => Assignments(call, scope)),
        new("GET", scope + Provider + "/roleAssignments/{name}", DataActions.RoleAssignmentRead, call => Answer(StatusCodes.Status200OK, Shape(Find(call, scope)))),
        new("PUT", scope + Provider + "/roleAssignments/{name}", DataActions.RoleAssignmentWrite, call => AssignAsync(call, scope)),
        new("DELETE", scope + Provider + "/roleAssignments/{name}", DataActions.RoleAssignmentDelete, call => Delete(call, scope)),
    });

    private static Task<HsmAnswer> Definitions(HsmCall call) =>
        Answer(StatusCodes.Status200OK, new ListPage<RoleDefinitionBody>([.. BuiltInRoles.All.Select(Shape)], NextLink: null));

    private static Task<HsmAnswer> Definition(HsmCall call) => BuiltInRoles.All.FirstOrDefault(role => Same(role.Id, call["name"])) is { } role
        ? Answer(StatusCodes.Status200OK, Shape(role))
        : throw ServiceException.NotFound("RoleDefinitionNotFound", $"Requested role definition not found: {call["name"]}");

    private static Task<HsmAnswer> Assignments(HsmCall call, string template)
    {
        string scope = Scope(call, template);
        string? principal = PrincipalFilter(call);
        IEnumerable<RoleAssignment> found = call.Hsm.RoleAssignments
            .Where(assignment => scope == "/" || Same(assignment.Scope, scope))
            .Where(assignment => principal is null || Same(assignment.PrincipalId, principal));
        return Answer(StatusCodes.Status200OK, new ListPage<RoleAssignmentBody>([.. found.Select(Shape)], NextLink: null));
    }

    private static async Task<HsmAnswer> AssignAsync(HsmCall call, string template)
    {
        RoleAssignmentRequest body = await call.ReadAsync<RoleAssignmentRequest>();
        if (!Guid.TryParse(call["name"], out _) || body.Properties is not { PrincipalId.Length: > 0, RoleDefinitionId: { } asked })
        {
            throw ServiceException.BadParameter("A role assignment has a GUID as its name, a principalId and a roleDefinitionId.");
        }

        BuiltInRole role = BuiltInRoles.Find(asked)
            ?? throw ServiceException.NotFound("RoleDefinitionNotFound", $"Requested role definition not found: {asked}");
        RoleAssignment assignment = new(call["name"], role.DefinitionId, body.Properties.PrincipalId, Scope(call, template));
        call.Hsm.State.Update(contents => contents.RoleAssignments.Values.Any(other => Equals(other with { Name = assignment.Name }, assignment))
            ? throw new ServiceException(StatusCodes.Status409Conflict, "RoleAssignmentExists", "The role assignment already exists.")
            : contents with { RoleAssignments = contents.RoleAssignments.SetItem(assignment.Name, assignment) });
        return await Answer(StatusCodes.Status201Created, Shape(assignment));
    }

    private static Task<HsmAnswer> Delete(HsmCall call, string template)
    {
        RoleAssignment assignment = Find(call, template);
        call.Hsm.State.Update(contents => contents with { RoleAssignments = contents.RoleAssignments.Remove(assignment.Name) });
        return Answer(StatusCodes.Status200OK, Shape(assignment));
    }

    private static RoleAssignment Find(HsmCall call, string template) =>
        call.Hsm.RoleAssignments.FirstOrDefault(assignment => Same(assignment.Name, call["name"]) && Same(assignment.Scope, Scope(call, template)))
        ?? throw ServiceException.NotFound("RoleAssignmentNotFound", $"Requested role assignment not found: {call["name"]}");

    /// <summary>The filter that clients send: <c>principalId eq 'id'</c>.</summary>
    private static string? PrincipalFilter(HsmCall call)
    {
        string[] parts = call.Request.Query["$filter"].ToString().Split('\'');
        return parts.Length == 3 && parts[0].Contains("principalId", StringComparison.OrdinalIgnoreCase) ? parts[1] : null;
    }

    private static string Scope(HsmCall call, string template) =>
        template.Length == 0 ? "/" : template.Replace("{key}", call.Values.GetValueOrDefault("key"), StringComparison.Ordinal);

    private static RoleDefinitionBody Shape(BuiltInRole role) =>
        new(role.DefinitionId, role.Id, new RoleDefinitionProperties(["/"], "", [new RolePermission([], role.DataActions, [], [])], role.Name));

    private static RoleAssignmentBody Shape(RoleAssignment assignment) => new(
        $"{assignment.Scope.TrimEnd('/')}/providers/Microsoft.Authorization/roleAssignments/{assignment.Name}",
        assignment.Name,
        new RoleAssignmentProperties(assignment.PrincipalId, assignment.RoleDefinitionId, assignment.Scope));

    private static Task<HsmAnswer> Answer(int status, object body) => Task.FromResult(new HsmAnswer(status, WireJson.Serialize(body)));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
