namespace Lgm.Tests.Cli;

/// <summary>Tests of the command line run one after another, over one workbook that none of them changes.</summary>
[CollectionDefinition(Name)]
public sealed class CommandLineCollection : ICollectionFixture<TemporaryWorkbook>
{
    public const string Name = "command line";

    /// <summary>Options that make a training of a second or two.</summary>
    public const string Tiny = "--set TrainImages=60 --set TestImages=20 --set Training.BatchSize=10 --set Features=4 --set Training.LearningRate=0.001";
}
