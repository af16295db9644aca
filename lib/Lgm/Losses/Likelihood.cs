namespace Lgm.Losses;

/// <summary>The likelihood term L_lkd: what pulls features to the means. z is the true class; all are means over the batch.</summary>
public enum Likelihood
{
    /// <summary>d_z + 1/2 log|Lambda_z|, minus the log-density of the true class: the paper's.</summary>
    TrueClass,

    /// <summary>mean_k( d_k + 1/2 log|Lambda_k| ), over all classes: the authors' PyTorch code for MNIST.</summary>
    AllClasses,

    /// <summary>1/2 |x - mu_z|^2, neither divided by the variances nor with their determinant: the authors' Caffe layer. The variances do not feel it.</summary>
    Euclidean,
}
