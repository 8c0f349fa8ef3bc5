using System.Text.Json.Nodes;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class RoleTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    private const string Definitions = "/providers/Microsoft.Authorization/roleDefinitions";
    private const string Assignments = "/providers/Microsoft.Authorization/roleAssignments";

    [Theory]
    [InlineData("Managed HSM Administrator", "a290e904-7015-4bba-90c8-60543313cdb4")]
    [InlineData("Managed HSM Crypto Officer", "515eb02d-2335-4d2d-92f2-b1cbdf9c3778")]
    [InlineData("Managed HSM Crypto User", "21dbd100-6940-42c2-9190-5d6cb909625b")]
    [InlineData("Managed HSM Policy Administrator", "4bd23610-cdcf-4971-bdee-bdc562cc28e4")]
    [InlineData("Managed HSM Crypto Auditor", "2c18b078-7c48-4d3a-af88-5a3a1b3f82b3")]
    [InlineData("Managed HSM Crypto Service Encryption User", "33413926-3206-4cdd-b39a-83574fe37a17")]
    [InlineData("Managed HSM Backup", "7b127d3c-77bd-4e3e-bbe0-dbb8971fa7f8")]
    public async Task The_built_in_roles_have_their_real_ids(string name, string id)
    {
        JsonArray all = (await Wire.GetAsync(Definitions)).Json["value"]!.AsArray();
        JsonNode role = Assert.Single(all, entry => entry!["name"]!.GetValue<string>() == id)!;
        Assert.Equal(name, role["properties"]!["roleName"]!.GetValue<string>());
        Assert.Equal("Microsoft.KeyVault/providers/Microsoft.Authorization/roleDefinitions/" + id, role["id"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(role, (await Wire.GetAsync($"{Definitions}/{id}")).Json));
    }

    [Fact]
    public async Task The_role_Backup_starts_backups_and_reads_their_status_not_that_of_restores()
    {
        WireClient backup = ClientAs(BuiltInRoles.Backup);
        Answer start = await backup.PostAsync("/prebackup");
        Assert.Equal(202, start.Status);
        Assert.Equal("Succeeded", (await backup.EndOfAsync(Hsm, start, "backup"))["status"]);
        await AssertForbiddenAsync(backup.PutAsync("/restore", new { }), "restore/start/action");
        await AssertForbiddenAsync(backup.PutAsync("/prerestore", new { }), "restore/start/action");
        await AssertForbiddenAsync(backup.PutAsync("/keys/k/restore", new { }), "restore/start/action");
        await AssertForbiddenAsync(backup.GetAsync($"/restore/{start["jobId"]}/pending"), "restore/status/action");
        await AssertForbiddenAsync(backup.GetAsync("/keys"), "keys/read/action");
    }

    [Fact]
    public async Task The_Administrator_holds_backup_and_restore_and_no_key_operation()
    {
        WireClient administrator = ClientAs(BuiltInRoles.Administrator);
        Answer backup = await administrator.PostAsync("/prebackup");
        Assert.Equal("Succeeded", (await administrator.EndOfAsync(Hsm, backup, "backup"))["status"]);
        Answer restore = await administrator.PutAsync("/prerestore", new { });
        Assert.Equal("Succeeded", (await administrator.EndOfAsync(Hsm, restore, "restore"))["status"]);
        await AssertForbiddenAsync(administrator.PostAsync("/keys/k/create", new { kty = "EC-HSM" }), "keys/create");
        await AssertForbiddenAsync(administrator.GetAsync("/keys/k"), "keys/read/action");
        await AssertForbiddenAsync(administrator.DeleteAsync("/deletedkeys/k"), "keys/deletedKeys/delete");
    }

    [Fact]
    public async Task A_Crypto_User_makes_and_deletes_keys_and_only_a_Crypto_Officer_purges_and_recovers_them()
    {
        WireClient user = ClientAs(BuiltInRoles.CryptoUser);
        WireClient officer = ClientAs(BuiltInRoles.CryptoOfficer);
        Assert.Equal(200, (await user.PostAsync("/keys/k/create", new { kty = "EC-HSM" })).Status);
        Assert.Equal(200, (await user.DeleteAsync("/keys/k")).Status);
        await AssertForbiddenAsync(user.DeleteAsync("/deletedkeys/k"), "keys/deletedKeys/delete");
        await AssertForbiddenAsync(user.PostAsync("/deletedkeys/k/recover"), "keys/deletedKeys/recover/action");
        await AssertForbiddenAsync(user.PostAsync("/backup", new { }), "backup/start/action");
        await AssertForbiddenAsync(officer.PostAsync("/keys/k/create", new { kty = "EC-HSM" }), "keys/create");
        Assert.Equal(200, (await officer.PostAsync("/deletedkeys/k/recover")).Status);
        Assert.Equal(200, (await user.DeleteAsync("/keys/k")).Status);
        Assert.Equal(204, (await officer.DeleteAsync("/deletedkeys/k")).Status);
    }

    [Fact]
    public async Task A_caller_without_a_role_may_nothing_and_is_told_before_its_body_is_judged()
    {
        await AssertForbiddenAsync(ClientAs().PostAsync("/backup", new { nonsense = 1 }), "backup/start/action");
        Assert.Empty(Hsm.Jobs);
    }

    [Fact]
    public async Task A_caller_whose_roles_are_taken_may_nothing_any_more()
    {
        EmulatorPrincipal principal = new("leaver", null);
        Hsm.Assign(principal, BuiltInRoles.CryptoUser);
        WireClient leaver = ClientFor(Hsm, principal);
        Assert.Equal(200, (await leaver.GetAsync("/keys")).Status);
        Hsm.Revoke(principal);
        await AssertForbiddenAsync(leaver.GetAsync("/keys"), "keys/read/action");
    }

    [Fact]
    public async Task A_role_is_given_listed_and_taken_over_the_wire()
    {
        EmulatorPrincipal principal = new("newcomer", null);
        WireClient newcomer = ClientFor(Hsm, principal);
        string name = Guid.NewGuid().ToString();
        object body = new { properties = new { roleDefinitionId = BuiltInRoles.Backup.DefinitionId, principalId = principal.ObjectId } };
        await AssertForbiddenAsync(newcomer.PostAsync("/prebackup"), "backup/start/action");

        Answer made = await Wire.PutAsync($"{Assignments}/{name}", body);

        Assert.Equal(201, made.Status);
        Assert.Equal($"/providers/Microsoft.Authorization/roleAssignments/{name}", made["id"]);
        Assert.Equal("/", made.Json["properties"]!["scope"]!.GetValue<string>());
        Assert.Equal((409, "RoleAssignmentExists"), ((await Wire.PutAsync($"{Assignments}/{Guid.NewGuid()}", body)) is var again ? (again.Status, again.ErrorCode) : default));
        Assert.Equal(202, (await newcomer.PostAsync("/prebackup")).Status);
        JsonArray listed = (await Wire.GetAsync($"{Assignments}?$filter=principalId eq '{principal.ObjectId}'")).Json["value"]!.AsArray();
        Assert.Equal(name, Assert.Single(listed)!["name"]!.GetValue<string>());
        Assert.Equal(200, (await Wire.GetAsync($"{Assignments}/{name}")).Status);
        Assert.Equal(200, (await Wire.DeleteAsync($"{Assignments}/{name}")).Status);
        Assert.Equal(404, (await Wire.DeleteAsync($"{Assignments}/{name}")).Status);
        await AssertForbiddenAsync(newcomer.PostAsync("/prebackup"), "backup/start/action");
    }

    [Theory]
    [InlineData("/keys", true, true)]
    [InlineData("/keys/first", true, false)]
    public async Task A_role_reaches_as_far_as_its_scope(string scope, bool first, bool second)
    {
        EmulatorPrincipal principal = new("scoped", null);
        Hsm.Keys.Create("first");
        Hsm.Keys.Create("second");
        object body = new { properties = new { roleDefinitionId = BuiltInRoles.CryptoUser.DefinitionId, principalId = principal.ObjectId } };
        Assert.Equal(201, (await Wire.PutAsync($"{scope}{Assignments}/{Guid.NewGuid()}", body)).Status);
        WireClient scoped = ClientFor(Hsm, principal);
        Assert.Equal(first ? 200 : 403, (await scoped.GetAsync("/keys/first")).Status);
        Assert.Equal(second ? 200 : 403, (await scoped.GetAsync("/keys/second")).Status);
        Assert.Equal(403, (await scoped.GetAsync(Assignments)).Status);
    }

    [Fact]
    public async Task An_assignment_of_an_unknown_role_or_without_a_guid_is_refused()
    {
        object unknown = new { properties = new { roleDefinitionId = "nothing", principalId = Administrator.ObjectId } };
        Answer role = await Wire.PutAsync($"{Assignments}/{Guid.NewGuid()}", unknown);
        Assert.Equal((404, "RoleDefinitionNotFound"), (role.Status, role.ErrorCode));
        Assert.Equal(400, (await Wire.PutAsync($"{Assignments}/not-a-guid", unknown)).Status);
    }

    private static async Task AssertForbiddenAsync(Task<Answer> call, string action)
    {
        Answer answer = await call;
        Assert.Equal((403, "Forbidden"), (answer.Status, answer.ErrorCode));
        Assert.Contains($"'Microsoft.KeyVault/managedHsm/{action}'", answer.Json["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
