using System.Text.Json.Nodes;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class KeyTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    [Fact]
    public async Task A_created_key_answers_200_with_the_key_bundle()
    {
        Answer answer = await Wire.PostAsync("/keys/rsa-key/create", new { kty = "RSA-HSM", tags = new { a = "b" } });
        Assert.Equal(200, answer.Status);
        long now = Clock.GetUtcNow().ToUnixTimeSeconds();
        JsonObject key = answer.Json["key"]!.AsObject();
        string expected = $$"""
            {"attributes":{"created":{{now}},"enabled":true,"exportable":false,"recoverableDays":7,"recoveryLevel":"CustomizedRecoverable+Purgeable","updated":{{now}} },
             "key":{"e":"AQAB","key_ops":["wrapKey","decrypt","encrypt","unwrapKey","sign","verify"],
                    "kid":"{{Hsm.Uri}}keys/rsa-key/{{Hsm.Keys.Versions("rsa-key")[0]}}","kty":"RSA-HSM","n":"{{key["n"]}}"},
             "tags":{"a":"b"} }
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), answer.Json), answer.Text);
        Assert.Equal(342, key["n"]!.GetValue<string>().Length);
    }

    [Theory]
    [InlineData("P-256", 43)]
    [InlineData("P-384", 64)]
    [InlineData("P-521", 88)]
    [InlineData("P-256K", 43)]
    public async Task A_curve_key_shows_its_point(string curve, int length)
    {
        JsonNode key = (await Wire.PostAsync("/keys/ec-key/create", new { kty = "EC-HSM", crv = curve })).Json["key"]!;
        Assert.Equal(("EC-HSM", curve), (key["kty"]!.GetValue<string>(), key["crv"]!.GetValue<string>()));
        Assert.Equal((length, length), (key["x"]!.GetValue<string>().Length, key["y"]!.GetValue<string>().Length));
    }

    [Fact]
    public async Task A_symmetric_key_shows_nothing_of_itself()
    {
        JsonObject key = (await Wire.PostAsync("/keys/aes/create", new { kty = "oct-HSM", key_size = 256 })).Json["key"]!.AsObject();
        Assert.Equal(["kid", "kty", "key_ops"], key.Select(member => member.Key));
    }

    [Theory]
    [InlineData("k", """{"kty":"DSA"}""")]
    [InlineData("k", """{"kty":"RSA-HSM","key_size":1000}""")]
    [InlineData("k", """{"kty":"EC-HSM","crv":"P-1"}""")]
    [InlineData("k", """{"kty":"oct-HSM","key_size":100}""")]
    [InlineData("k", """{}""")]
    [InlineData("under_score", """{"kty":"EC-HSM"}""")]
    public async Task A_key_that_cannot_be_is_400(string name, string body)
    {
        Answer answer = await Wire.PostAsync($"/keys/{name}/create", JsonNode.Parse(body));
        Assert.Equal((400, "BadParameter"), (answer.Status, answer.ErrorCode));
        Assert.Empty(Hsm.Keys.Names);
    }

    [Fact]
    public async Task Creating_an_existing_name_makes_a_new_version_and_the_old_one_stays()
    {
        string first = Hsm.Keys.Create("ec-key");
        string second = Hsm.Keys.Create("ec-key");
        Assert.EndsWith(second, (await Wire.GetAsync("/keys/ec-key")).Json["key"]!["kid"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.EndsWith(first, (await Wire.GetAsync("/keys/ec-key/" + first)).Json["key"]!["kid"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonArray versions = (await Wire.GetAsync("/keys/ec-key/versions")).Json["value"]!.AsArray();
        Assert.Equal([$"{Hsm.Uri}keys/ec-key/{first}", $"{Hsm.Uri}keys/ec-key/{second}"], versions.Select(version => version!["kid"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_update_changes_attributes_and_tags_of_one_version()
    {
        string first = Hsm.Keys.Create("ec-key");
        Hsm.Keys.Create("ec-key");
        Clock.Advance(TimeSpan.FromMinutes(1));
        Answer updated = await Wire.SendAsync(HttpMethod.Patch, "/keys/ec-key/" + first, new { attributes = new { enabled = false }, tags = new { x = "y" } });
        Assert.Equal(200, updated.Status);
        JsonNode read = (await Wire.GetAsync("/keys/ec-key/" + first)).Json;
        Assert.False(read["attributes"]!["enabled"]!.GetValue<bool>());
        Assert.Equal(60, read["attributes"]!["updated"]!.GetValue<long>() - read["attributes"]!["created"]!.GetValue<long>());
        Assert.Equal("y", read["tags"]!["x"]!.GetValue<string>());
        Assert.True((await Wire.GetAsync("/keys/ec-key")).Json["attributes"]!["enabled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_list_comes_in_pages_with_a_nextLink()
    {
        string[] names = ["a", "b", "c", "d", "e"];
        Assert.All(names, name => Hsm.Keys.Create(name, "oct-HSM"));
        List<string> seen = [];
        int pages = 0;
        for (string? next = "/keys?maxresults=2&api-version=7.6"; next is not null; pages++)
        {
            Answer page = await Wire.GetAsync(next, version: null);
            seen.AddRange(page.Json["value"]!.AsArray().Select(item => item!["kid"]!.GetValue<string>()));
            next = page["nextLink"];
        }

        Assert.Equal(3, pages);
        Assert.Equal(names.Select(name => $"{Hsm.Uri}keys/{name}"), seen);
        Assert.Equal(400, (await Wire.GetAsync("/keys?maxresults=26")).Status);
    }

    [Fact]
    public async Task A_deleted_key_is_soft_deleted_and_can_be_recovered()
    {
        string version = Hsm.Keys.Create("ec-key");
        Answer deleted = await Wire.DeleteAsync("/keys/ec-key");
        long now = Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal($"{Hsm.Uri}deletedkeys/ec-key", deleted["recoveryId"]);
        Assert.Equal(now, deleted.Json["deletedDate"]!.GetValue<long>());
        Assert.Equal(now + (7 * 86400), deleted.Json["scheduledPurgeDate"]!.GetValue<long>());
        Assert.Equal((404, "KeyNotFound"), ((await Wire.GetAsync("/keys/ec-key")) is var gone ? (gone.Status, gone.ErrorCode) : default));
        Assert.Equal(deleted["recoveryId"], (await Wire.GetAsync("/deletedkeys/ec-key"))["recoveryId"]);
        Assert.Equal(deleted["recoveryId"], Assert.Single((await Wire.GetAsync("/deletedkeys")).Json["value"]!.AsArray())!["recoveryId"]!.GetValue<string>());

        Assert.Equal(200, (await Wire.PostAsync("/deletedkeys/ec-key/recover")).Status);

        Assert.Equal([version], Hsm.Keys.Versions("ec-key"));
        Assert.Equal(404, (await Wire.GetAsync("/deletedkeys/ec-key")).Status);
    }

    [Fact]
    public async Task A_purged_key_is_204_and_gone()
    {
        Hsm.Keys.Create("ec-key");
        Hsm.Keys.Delete("ec-key");
        Assert.Equal(204, (await Wire.DeleteAsync("/deletedkeys/ec-key")).Status);
        Assert.Equal(404, (await Wire.GetAsync("/deletedkeys/ec-key")).Status);
        Assert.Equal(404, (await Wire.DeleteAsync("/deletedkeys/ec-key")).Status);
        Assert.Equal(200, (await Wire.PostAsync("/keys/ec-key/create", new { kty = "EC-HSM" })).Status);
    }

    [Fact]
    public async Task A_soft_deleted_name_answers_409_with_ObjectIsDeletedButRecoverable()
    {
        Hsm.Keys.Create("ec-key");
        Hsm.Keys.Delete("ec-key");
        Answer answer = await Wire.PostAsync("/keys/ec-key/create", new { kty = "EC-HSM" });
        Assert.Equal((409, "Conflict", "ObjectIsDeletedButRecoverable"), (answer.Status, answer.ErrorCode, answer.InnerErrorCode));
    }

    [Fact]
    public async Task A_deleted_key_is_gone_for_good_after_its_days()
    {
        Hsm.Settings.RecoverableDays = 90;
        Hsm.Keys.Create("ec-key");
        Assert.Equal("Recoverable+Purgeable", (await Wire.GetAsync("/keys/ec-key")).Json["attributes"]!["recoveryLevel"]!.GetValue<string>());
        Hsm.Keys.Delete("ec-key");
        Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        Assert.Equal(["ec-key"], Hsm.Keys.DeletedNames);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(Hsm.Keys.DeletedNames);
        Assert.Equal(200, (await ClientFor(Hsm).PostAsync("/keys/ec-key/create", new { kty = "EC-HSM" })).Status);
    }
}
