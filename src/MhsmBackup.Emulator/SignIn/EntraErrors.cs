namespace MhsmBackup.Emulator.SignIn;

/// <summary>
/// The errors that the emulator knows, with Entra ID's numbers, words and status codes: from Microsoft's reference of
/// authentication error codes and from answers that its clients' users have published.
/// </summary>
internal static class EntraErrors
{
    private const string Directory = "This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.";
    private const string Federation = "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
    private const string Keys = "Thumbprint of key used by client: '{value}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{client}'.]";
    private const string CertificateCredentials = "Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";

    internal static EntraError MissingParameter { get; } = Request(900144, "The request body must contain the following parameter: '{value}'.");

    internal static EntraError PostOnly { get; } = Request(900561, "The endpoint only accepts POST requests. Received a {value} request.");

    internal static EntraError UnsupportedGrant { get; } = new(70003, 400, "unsupported_grant_type", "The app requested an unsupported grant type '{value}'.");

    internal static EntraError UnsupportedResponseType { get; } = new(700054, 400, "unsupported_response_type", "response_type '{value}' is not enabled for the application.");

    internal static EntraError TenantNotFound { get; } = Request(90002, "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.");

    internal static EntraError ApplicationNotFound { get; } = new(700016, 400, "unauthorized_client", "Application with identifier '{client}' was not found in the directory '{tenant}'. " + Directory + " You may have sent your authentication request to the wrong tenant.");

    internal static EntraError ApplicationDisabled { get; } = new(7000112, 400, "unauthorized_client", "Application '{client}'({name}) is disabled.");

    internal static EntraError ResourceNotFound { get; } = new(500011, 400, "invalid_resource", "The resource principal named {resource} was not found in the tenant named {tenant}. " + Directory + " You might have sent your authentication request to the wrong tenant.");

    internal static EntraError InvalidScope { get; } = new(70011, 400, "invalid_scope", "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {value} is not valid.");

    internal static EntraError InvalidApplicationScope { get; } = new(1002012, 400, "invalid_scope", "The provided value for scope {value} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).");

    internal static EntraError WrongSecret { get; } = Client(7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'.");

    internal static EntraError ExpiredSecret { get; } = Client(7000222, "The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.");

    internal static EntraError NoCredential { get; } = Client(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");

    internal static EntraError MalformedAssertion { get; } = Request(50027, "JWT token is invalid or malformed.");

    internal static EntraError AssertionOfAnotherClient { get; } = Client(700021, "Client assertion application identifier doesn't match 'client_id' parameter. " + CertificateCredentials);

    internal static EntraError AssertionAudience { get; } = Client(700023, "Client assertion audience claim does not match Realm issuer. " + CertificateCredentials);

    internal static EntraError AssertionTime { get; } = Client(700024, "Client assertion is not within its valid time range. Current time: {now}, {value}. " + CertificateCredentials);

    internal static EntraError CertificateNotRegistered { get; } = Client(700027, "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., " + Keys);

    internal static EntraError AssertionSignature { get; } = Client(700027, "Client assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value., " + Keys);

    internal static EntraError FederatedSignature { get; } = Client(50013, "Assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: '{value}'.]");

    internal static EntraError FederatedIssuer { get; } = Client(700211, "No matching federated identity record found for presented assertion issuer '{value}'. " + Federation);

    internal static EntraError FederatedAudience { get; } = Client(700212, "No matching federated identity record found for presented assertion audience '{value}'. " + Federation);

    internal static EntraError FederatedSubject { get; } = Client(700213, "No matching federated identity record found for presented assertion subject '{value}'. " + Federation);

    internal static EntraError Pending { get; } = new(70016, 400, "authorization_pending", "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");

    internal static EntraError Declined { get; } = new(65004, 400, "authorization_declined", "User declined to consent to access the app.");

    internal static EntraError DeviceCodeExpired { get; } = new(70020, 400, "expired_token", "The provided value for the input parameter 'device_code' is not valid. This device code has expired.");

    internal static EntraError UnknownDeviceCode { get; } = new(7000014, 400, "bad_verification_code", "The provided value for the input parameter 'device_code' is not valid.");

    internal static EntraError ConsentMissing { get; } = Grant(65001, "The user or administrator has not consented to use the application with ID '{client}' named '{name}'. Send an interactive authorization request for this user and resource.", "consent_required");

    internal static EntraError UserOfAnotherTenant { get; } = Grant(50020, "User account '{user}' from identity provider 'live.com' does not exist in tenant '{tenant}' and cannot access the application '{client}'({name}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.");

    internal static EntraError UserNotFound { get; } = Grant(50034, "The user account {user} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.");

    internal static EntraError UserDisabled { get; } = Grant(50057, "The user account is disabled.");

    internal static EntraError MultiFactorNeeded { get; } = Grant(50076, "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.", "basic_action");

    internal static EntraError ConditionalAccess { get; } = Grant(53003, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.", "message_only");

    internal static EntraError MalformedGrant { get; } = Grant(9002313, "Invalid request. Request is malformed or invalid.");

    internal static EntraError MalformedRequest { get; } = Request(9002313, "Invalid request. Request is malformed or invalid.");

    internal static EntraError CodeExpired { get; } = Grant(70008, "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.");

    internal static EntraError CodeRedeemed { get; } = Grant(54005, "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.");

    internal static EntraError GrantOfAnotherClient { get; } = Grant(700005, "The provided authorization code or refresh token was issued to another application than '{client}'.");

    internal static EntraError CodeVerifier { get; } = Grant(501481, "The Code_Verifier does not match the code_challenge supplied in the authorization request.");

    internal static EntraError ReplyAddress { get; } = Client(500112, "The reply address '{value}' does not match the reply address provided when requesting Authorization code.");

    internal static EntraError RedirectUri { get; } = Request(50011, "The redirect URI '{value}' specified in the request does not match the redirect URIs configured for the application '{client}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.");

    internal static EntraError RefreshTokenExpired { get; } = Grant(700082, "The refresh token has expired due to inactivity. {value}.", "bad_token");

    internal static EntraError GrantRevoked { get; } = Grant(50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.", "bad_token");

    internal static EntraError Transient { get; } = new(90033, 503, "temporarily_unavailable", "A transient error has occurred. Please try again.");

    /// <summary>All, so that a test can ask for any of them.</summary>
    internal static IReadOnlyList<EntraError> All { get; } =
    [
        MissingParameter, PostOnly, UnsupportedGrant, UnsupportedResponseType, TenantNotFound, ApplicationNotFound, ApplicationDisabled, ResourceNotFound,
        InvalidScope, InvalidApplicationScope, WrongSecret, ExpiredSecret, NoCredential, MalformedAssertion, AssertionOfAnotherClient, AssertionAudience,
        AssertionTime, CertificateNotRegistered, AssertionSignature, FederatedSignature, FederatedIssuer, FederatedAudience, FederatedSubject, Pending,
        Declined, DeviceCodeExpired, UnknownDeviceCode, ConsentMissing, UserOfAnotherTenant, UserNotFound, UserDisabled, MultiFactorNeeded,
        ConditionalAccess, MalformedGrant, MalformedRequest, CodeExpired, CodeRedeemed, GrantOfAnotherClient, CodeVerifier, ReplyAddress, RedirectUri,
        RefreshTokenExpired, GrantRevoked, Transient,
    ];

    internal static EntraError? Find(int code) => All.FirstOrDefault(error => error.Code == code);

    private static EntraError Request(int code, string text) => new(code, StatusCodes.Status400BadRequest, "invalid_request", text);

    private static EntraError Client(int code, string text) => new(code, StatusCodes.Status401Unauthorized, "invalid_client", text);

    private static EntraError Grant(int code, string text, string? suberror = null) => new(code, StatusCodes.Status400BadRequest, "invalid_grant", text, suberror);
}
