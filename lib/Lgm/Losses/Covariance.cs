namespace Lgm.Losses;

/// <summary>The shape of the covariance Lambda_k of a class; always diagonal.</summary>
public enum Covariance
{
    /// <summary>Lambda_k = I for every class, not learned: what the authors shipped.</summary>
    Identity,

    /// <summary>Lambda_k = v_k I: one variance for each class.</summary>
    Isotropic,

    /// <summary>Lambda_k = diag(v_k1 .. v_kD), for every class: the paper's eq. 18.</summary>
    Diagonal,
}
