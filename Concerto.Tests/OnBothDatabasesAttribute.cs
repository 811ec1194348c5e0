using Xunit.Abstractions;
using Xunit.Sdk;

namespace Concerto.Tests;

/// <summary>A fact that has to hold on SQLite and on MariaDB: the method takes the database's name, for <see cref="ConcertoFixture.OnAsync"/>.</summary>
[XunitTestCaseDiscoverer("Concerto.Tests.OnBothDatabasesDiscoverer", "Concerto.Tests")]
public sealed class OnBothDatabasesAttribute : FactAttribute;

public sealed class OnBothDatabasesDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        ConcertoFixture.Databases.Select(database =>
            new XunitTestCase(messages, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, [database]));
}
